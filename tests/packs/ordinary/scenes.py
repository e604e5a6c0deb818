"""Ordinary days written as scenes in YAML: what happens how often, and the lines that it leaves.

A file has a document for each log:

- `format`, and `part`, the share of the day's lines that it has.
- `words`: lists, one of which stands for `<name>` in a line; words may hold others. Beside them
  there are `<who>` (an address of the scene's `who`), `<time>`, `<n>` (a number) and `<hex>`.
- `scenes`: `times` a day, or `share` of the lines that are left; `when` they are (`busy`, `even` or
  `work`), `who` takes part, and the `lines`: a text or an event of Windows, or a mapping of one
  `line`, how many seconds `after` the one before, and its `odds`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import yaml

from tests.packs.ordinary.chance import at_work, colleague, dice, moments, spread, stranger, visitor

_NAME = re.compile(r"<([a-z-]+)>")
_WHEN = {"busy": moments, "even": spread, "work": at_work}
_WHO: dict[str, Callable[[Random], str]] = {
    "visitor": visitor,
    "stranger": stranger,
    "colleague": colleague,
    "inside": lambda rng: f"10.1.{rng.randint(0, 7)}.{rng.randint(1, 250)}",
    "door": lambda rng: f"192.0.2.{rng.randint(240, 244)}",
    "runner": lambda rng: f"192.0.2.{rng.randint(200, 207)}",
    "operator": lambda rng: f"198.51.100.{rng.randint(200, 203)}",
    "crawler": lambda rng: f"203.0.113.{rng.randint(100, 190)}",
}
_STAMPS = {
    "apache.access": "%d/%b/%Y:%H:%M:%S +0000",
    "system.auth": "%Y-%m-%dT%H:%M:%S.%f+00:00",
    "windows.xml": "%Y-%m-%dT%H:%M:%S.%fZ",
}
_PROVIDERS = {
    "Security": "Microsoft-Windows-Security-Auditing",
    "System": "Service Control Manager",
    "Microsoft-Windows-PowerShell/Operational": "Microsoft-Windows-PowerShell",
    "Microsoft-Windows-Windows Defender/Operational": "Microsoft-Windows-Windows Defender",
}

_Line = tuple[datetime, str]


def logs(name: str, lines: int) -> Iterator[tuple[str, str]]:
    """The logs of a day of about so many lines: format and text of each."""
    path = Path(__file__).parent / f"{name}.yml"
    for number, log in enumerate(yaml.safe_load_all(path.read_text(encoding="utf-8"))):
        made = _Log(log, dice(f"{name} {number}"))
        text = "\n".join(line for _, line in sorted(made.day(int(lines * log["part"]))))
        yield log["format"], f"{text}\n"


class _Log:
    """One log of a day."""

    def __init__(self, log: Mapping[str, Any], rng: Random) -> None:
        self._format, self._rng = log["format"], rng
        self._words, self._scenes = log.get("words", {}), log["scenes"]

    def day(self, count: int) -> list[_Line]:
        """About so many lines of it."""
        found = [line for scene in self._scenes if "times" in scene for line in self._play(scene)]
        left = max(0, count - len(found))
        for scene in self._scenes:
            if "share" in scene:
                times = max(1, int(left * scene["share"] / len(scene["lines"])))
                found.extend(self._play(scene | {"times": times}))
        return found

    def _play(self, scene: Mapping[str, Any]) -> Iterator[_Line]:
        """All that a scene leaves on the day."""
        for time in _WHEN[scene.get("when", "busy")](self._rng, scene["times"]):
            at, who = time, scene.get("who", "colleague")
            who = _WHO[who](self._rng) if who in _WHO else who
            for each in scene["lines"]:
                said = each if isinstance(each, dict) and "line" in each else {"line": each}
                if self._rng.random() < said.get("odds", 1):
                    at += timedelta(seconds=said.get("after", 0))
                    yield at, self._written(said["line"], at, who)

    def _written(self, line: Any, at: datetime, who: str) -> str:
        """A line, or an event as XML."""
        given = {"who": who, "time": f"{at:{_STAMPS[self._format]}}"}
        return self._filled(line if isinstance(line, str) else _xml(line), given)

    def _filled(self, text: str, given: Mapping[str, str]) -> str:
        """A text with words for the names in it."""

        def word(found: re.Match[str]) -> str:
            name = found[1]
            if name in given:
                return given[name]
            if name == "n":
                return str(self._rng.randint(1, 9999))
            if name == "hex":
                return f"{self._rng.getrandbits(64):016x}"
            if name not in self._words:
                return found[0]
            chosen = self._filled(str(self._rng.choice(self._words[name])), given)
            return escape(chosen) if self._format == "windows.xml" else chosen

        return _NAME.sub(word, text)


def _xml(event: Mapping[str, Any]) -> str:
    """An event of Windows; names in it are still to be filled in."""
    channel = event.get("channel", "Security")
    values = "".join(
        f"<Data Name='{name}'>{_escaped(str(value))}</Data>"
        for name, value in event["data"].items()
    )
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{_PROVIDERS[channel]}'/><EventID>{event['id']}</EventID><Level>0</Level>"
        f"<TimeCreated SystemTime='<time>'/><EventRecordID><n></EventRecordID>"
        f"<Channel>{channel}</Channel><Computer>{event.get('host', 'dc1.example.com')}</Computer>"
        f"</System><EventData>{values}</EventData></Event>"
    )


def _escaped(text: str) -> str:
    """A value as XML, but for the names in it."""
    pieces = re.split(r"(<[a-z-]+>)", text)
    return "".join(piece if _NAME.fullmatch(piece) else escape(piece) for piece in pieces)
