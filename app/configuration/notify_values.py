"""What the values of the table `[notify]` may be: lengths of time, addresses, filters and more.

Each function takes a value of the right type and raises ValueError where it makes no sense.
"""

import difflib
import re
from collections.abc import Callable, Sequence

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_SYSLOG = re.compile(r"/\S+|(?:udp|tcp)://(?:[^\s/:]+|\[[0-9a-f:]+\])(?::\d+)?")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})")


def span(text: str) -> int:
    """A length of time such as `30s`, `5m`, `4h`, `3d`, `2w`, in microseconds.

    Raises:
        ValueError: It is none.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no length of time, such as '30s', '5m', '4h' or '3d'")
    return int(found[1]) * _UNITS[found[2]] * 1_000_000


def address(text: str) -> str:
    """An address of mail, plain: without a name, brackets, letters beyond ASCII or encoded words.

    Raises:
        ValueError: It is none.
    """
    if not _ADDRESS.fullmatch(text) or "=?" in text:
        raise ValueError(f"{text!r} is no plain address of mail, such as 'ops@example.com'")
    return text


def addresses(words: Sequence[str]) -> None:
    """Plain addresses of mail, at least one."""
    if not words:
        raise ValueError("names nobody")
    for word in words:
        address(word)


def one_of(*known: str) -> Callable[[str], None]:
    """What takes some words and no other."""

    def check(text: str) -> None:
        if text not in known:
            near = difflib.get_close_matches(text, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise ValueError(f"{text!r} is not known; {meant}")

    return check


def quiet(texts: Sequence[str]) -> None:
    """Quiet hours."""
    from store.notifying.quiet import read

    read(texts)


def zone(name: str) -> None:
    """A zone by its IANA name."""
    from app.configuration.settings import zone

    zone(name)


def condition(text: str) -> None:
    """A filter."""
    from store.errors import FilterError
    from store.filters.grammar import parse

    try:
        parse(text)
    except FilterError as wrong:
        raise ValueError(f"{wrong.message}, at column {wrong.column + 1} of {text!r}") from wrong


def url(text: str) -> None:
    """A URL that nobody on the way can read."""
    if not re.fullmatch(r"https?://[^\s/]\S*", text):
        raise ValueError(f"{text!r} is no URL")
    if text.startswith("http:") and not re.match(r"http://(localhost|127\.|\[::1\])", text):
        raise ValueError("a URL beyond this machine has to begin with https://")


def port(number: int) -> None:
    """A port."""
    if not 0 < number < 65_536:
        raise ValueError(f"{number} is no port")


def some(number: int) -> None:
    """A number of things."""
    if number < 0:
        raise ValueError("is not to be below 0")


def syslog(text: str) -> None:
    """Where syslog listens."""
    if not re.fullmatch(
        r"/\S+|(?:udp|tcp)://[^\s/:]+(?::\d+)?|(?:udp|tcp)://\[[0-9a-f:]+\](?::\d+)?", text
    ):
        raise ValueError(
            f"{text!r} is no path such as '/dev/log', nor 'udp://HOST:514' or 'tcp://…'"
        )


def anything(_: object) -> None:
    """Every value makes sense."""
