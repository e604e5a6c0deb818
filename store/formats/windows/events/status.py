"""The error code of a Windows event: a status of its own, or a failure code among its data."""

import re
from collections.abc import Collection, Iterable, Sequence

from store.formats.windows.events.acts import SECURITY, SYSMON
from store.formats.windows.events.event import Event

_HEXADECIMAL = re.compile(r"(?:%%)?0[xX]([0-9A-Fa-f]{1,16})", re.ASCII)
_DECIMAL = re.compile(r"(?:%%)?(-?\d{10})", re.ASCII)
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?:%%)?(0[xX][89A-Fa-f][0-9A-Fa-f]{7}|-?2\d{9})(?![0-9A-Za-z])", re.ASCII
)
_STATUSES = (
    *(
        "SubStatus",
        "Status",
        "ErrorCode",
        "errorCode",
        "Error",
        "error",
        "HRESULT",
        "HResult",
        "hr",
    ),
    *("ResultCode", "resultCode", "Result", "result", "ReturnCode", "returnCode", "FailureCode"),
)
"""Names of data that hold a code and nothing else, in the order in which they count."""
_SHORTEST = 10
"""Characters of the shortest failure code."""
_PROBLEM_LEVELS = frozenset({"1", "2", "3"})
_SECURE = frozenset({SECURITY, SYSMON})
_ACCESS_DENIED = "0x80070005"
_QUOTES_COMMANDS = frozenset({"script-block", "module-log", "process-start"})
"""Events whose text is what somebody typed: a code in it is no error of the event."""


def statuses_of(names: Collection[str]) -> tuple[str, ...]:
    """Which of an event's data hold a code and nothing else, in the order in which they count.

    Args:
        names: The names of the event's data.
    """
    return tuple(name for name in _STATUSES if name in names)


def error_code(event: Event, action: str | None, statuses: Sequence[str]) -> str | None:
    """Find the code that says why something failed.

    Args:
        event: Any event.
        action: What it tells of.
        statuses: Which of its data hold a code and nothing else.

    Returns:
        for a failed logon its `SubStatus` as logged; else `SubStatus`, or else `Status`, where they
        are not zero; for events that are not about
        security: an error code under its own name, or a failure code (`0x80000000` and above, in
        hexadecimal or decimal) in the data or the message of an error or warning, or
        `0x80070005` in any other; as `0xC000006A`. None where there is none.
    """
    data = event.data
    if event.code == "4625" and "SubStatus" in data:
        sub_status = _HEXADECIMAL.fullmatch(data["SubStatus"].strip())
        if sub_status:
            return f"0x{sub_status[1].upper()}"
    for name in statuses:
        if found := _code(data[name]):
            return found
    if not searches(event.provider, action):
        return None
    codes = _codes_in((*data.values(), event.message))
    if event.level in _PROBLEM_LEVELS:
        return next(iter(codes), None)
    return _ACCESS_DENIED if _ACCESS_DENIED in codes else None


def searches(provider: str, action: str | None) -> bool:
    """Whether the code may stand anywhere in the data and the message of an event."""
    return provider.casefold() not in _SECURE and action not in _QUOTES_COMMANDS


def _code(text: str) -> str | None:
    """A value that is a code, in the spelling of `error.code`; None for zero and for no code."""
    word = text.strip()
    if found := _HEXADECIMAL.fullmatch(word):
        return f"0x{found[1].upper()}" if found[1].strip("0") else None
    if found := _DECIMAL.fullmatch(word):
        return _failure(int(found[1]))
    return None


def _failure(number: int) -> str | None:
    """A failure code from its number, with or without sign; None for any other number."""
    if -0x8000_0000 <= number < 0:
        number += 0x1_0000_0000
    return f"0x{number:08X}" if 0x8000_0000 <= number <= 0xFFFF_FFFF else None


def _codes_in(texts: Iterable[str]) -> list[str]:
    """The failure codes in some texts, in their order."""
    long = [text for text in texts if len(text) >= _SHORTEST]
    codes = (_code(found[1]) for text in long for found in _IN_TEXT.finditer(text))
    return [code for code in codes if code]
