"""Fixtures of the corpus: what a log's bytes are, and what must come out of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import yaml

from store.formats.clock import microseconds
from store.model import Context
from tests.corpus.event_logs import event_log

HERE = Path(__file__).parent
FOLDERS = ("apache", "syslog", "sshd", "programs", "windows")

_REFERENCE = "2025-06-01T00:00:00Z"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Told: TypeAlias = dict[str, Any]
"""What a record must say, by key; None: it must not have the key."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture."""

    id: str
    """Section, `/` and the case's words in `cases.txt`; perhaps `: ` and which variant."""
    path: Path
    """The file it stands in."""
    data: bytes
    """The log."""
    context: Context
    format: str | None
    """What the user says it is; None: it has to be detected."""
    detects: str | None
    """The format's name that detection must give; None: no format fits."""
    events: tuple[Told, ...]
    """What must come out, record by record."""
    counts: Told
    """`expected`, `lost` and `problem`, where the case is about them."""
    xfail: str | None
    """Why the case still fails."""

    @property
    def named(self) -> str:
        """The line of `cases.txt` that the fixture belongs to."""
        return self.id.partition(": ")[0]


@cache
def fixtures() -> tuple[Case, ...]:
    """All fixtures, in the order of their files."""
    paths = sorted(path for folder in FOLDERS for path in (HERE / folder).glob("*.yaml"))
    return tuple(case for path in paths for case in _of_file(path))


def listed() -> list[str]:
    """The cases that there have to be, as `cases.txt` has them."""
    lines = (HERE / "cases.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _of_file(path: Path) -> Iterator[Case]:
    document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader
    defaults = document.get("defaults", {})
    for given in document["cases"]:
        yield _case(path, defaults | given)


def _case(path: Path, given: Told) -> Case:
    counts: Told = {key: given[key] for key in ("expected", "lost", "problem") if key in given}
    told = _told(given)
    return Case(
        id=given["id"],
        path=path,
        data=_data(given),
        context=_context(given),
        format=given.get("format"),
        detects=given.get("detects"),
        events=tuple(told),
        counts=counts,
        xfail=given.get("xfail"),
    )


def _told(given: Told) -> Sequence[Told]:
    """Expectations: one by one, so many that are alike, or a table of line and cells."""
    if "events" in given:
        return [*given["events"]] * given.get("times", 1)
    return [
        given.get("all", {}) | dict(zip(given["columns"], cells, strict=True))
        for _, *cells in given["rows"]
    ]


def _context(given: Told) -> Context:
    moment = datetime.fromisoformat(given.get("reference", _REFERENCE))
    return Context(
        zone=ZoneInfo(given.get("zone", "UTC")),
        reference=microseconds(moment),
        host=given.get("host"),
        proxies=tuple(ip_network(each) for each in given.get("proxies", ())),
        encoding=given.get("encoding"),
    )


def _data(given: Told) -> bytes:
    """The bytes, whichever way they are written down."""
    if "evtx" in given:
        events = json.loads(_filled(json.dumps(given["evtx"]), given))
        return event_log(events, given.get("damage", ()))
    if "escaped" in given:
        return _unescaped(given["escaped"])
    text = _text(given)
    if given.get("ends") == "crlf":
        text = text.replace("\n", "\r\n")
    return bytes(text.encode(given.get("written", "utf-8"), "surrogatepass"))


def _text(given: Told) -> str:
    if "log" in given:
        return _filled(given["log"], given)
    prefix = given.get("prefix", "")
    return "".join(f"{prefix}{row[0]}\n" for row in given["rows"])


def _filled(text: str, given: Told) -> str:
    """The text with as many letters as the fixture wants."""
    return text.replace("{fill}", "a" * given.get("fill", 0))


def _unescaped(text: str) -> bytes:
    r"""Bytes written as ASCII with Python's escapes (`\xHH`, `\0`, `\\`)."""
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")
