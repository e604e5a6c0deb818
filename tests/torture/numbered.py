"""Lines that carry their number, of several formats, each made again from its number alone."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
_PACE = timedelta(milliseconds=250)
"""From one line of a log to the next."""
_NUMBER = re.compile(rb"zz([0-9])q([0-9]{7})")


class Kind(NamedTuple):
    """A log of a certain format; all its lines have one length, so that files can."""

    number: int
    """Stands in every line."""
    path: str
    """Below the folder of logs."""
    share: int
    """How many of a hundred lines go to it."""
    ending: bytes
    """Of its lines."""
    make: Callable[[str, int], str]
    """A line from its mark and its number."""

    def line(self, number: int) -> bytes:
        """A line without its end."""
        return self.make(f"zz{self.number}q{number:07d}", number).encode()

    def lines(self, numbers: Iterable[int]) -> bytes:
        """Whole lines."""
        return b"".join(self.line(number) + self.ending for number in numbers)


def number_of(raw: bytes) -> tuple[int, int] | None:
    """The kind and the number that a record carries; None: it is none of ours."""
    found = _NUMBER.search(raw)
    return (int(found[1]), int(found[2])) if found else None


def _is_attack(number: int) -> bool:
    """Some hundred lines at a time are an attack: rules have something to find."""
    return number // 200 % 20 == 7


def _address(number: int) -> str:
    if _is_attack(number):
        return f"203.0.113.{200 + number // 4_000 % 50}"
    return f"203.0.113.{100 + number % 100}"


def _time(number: int) -> datetime:
    """When it happened; some lines are late, as of a web server that logs a request at its end."""
    late = timedelta(seconds=40 if number % 97 == 0 else 0)
    return _BEGIN + number * _PACE - late


def _access(mark: str, number: int) -> str:
    stamp = f"{_time(number):%d/%b/%Y:%H:%M:%S} +0000"
    status = 404 if _is_attack(number) else 200
    return f'{_address(number)} - - [{stamp}] "GET /{mark} HTTP/1.1" {status} 512 "-" "probe/1.0"'


def _auth(mark: str, number: int) -> str:
    said = "Failed password" if _is_attack(number) else "Accepted password"
    pid = 100_000 + number % 800_000 if _is_attack(number) else 1_000 + number % 9_000
    stamp = _time(number).isoformat(timespec="microseconds")
    process = f"sshd[{pid}]"
    return f"{stamp} web1 {process}: {said} for {mark} from {_address(number)} port 22 ssh2"


def _event(mark: str, number: int) -> str:
    system = {
        "Provider": {"#attributes": {"Name": "Microsoft-Windows-Security-Auditing"}},
        "EventID": 4625 if _is_attack(number) else 4624,
        "TimeCreated": {
            "#attributes": {"SystemTime": f"{_time(number):%Y-%m-%dT%H:%M:%S}.000000Z"}
        },
        "EventRecordID": 10_000_000 + number,
        "Channel": "Security",
        "Computer": "dc1.example.com",
    }
    data = {"TargetUserName": mark, "LogonType": "3", "IpAddress": _address(number)}
    return json.dumps({"Event": {"System": system, "EventData": data}})


KINDS = (
    Kind(0, "web/access.log", 40, b"\n", _access),
    Kind(1, "web/shop.log", 15, b"\r\n", _access),
    Kind(2, "auth/auth.log", 30, b"\n", _auth),
    Kind(3, "windows/security.json", 15, b"\n", _event),
)
