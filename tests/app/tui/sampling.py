"""Draw the screens on the sample logs: `make pictures` writes them to `docs`.

The clock is set, and so is who sits before the screen and where the logs lay: the same logs, rules
and screens give the same pictures.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from textual.pilot import Pilot

from app.tui import BlotterApp
from store import triage
from store.database.connection import Writer, reader
from store.triage import Actor, cases
from tests.app.report.sampling import AT, SAMPLES, imported
from tests.widgets.harness import screen_text, until

_ANALYST = Actor("nadia", "soc1")
_TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
_FONT = re.compile(r"[ ]*@font-face \{[^}]*\}\n")
_COMMENT = re.compile(r"[ ]*<!--.*?-->\n", re.DOTALL)
_SMALL, _WIDE = (80, 24), (120, 36)


@dataclass(frozen=True, slots=True)
class Picture:
    """How to come to a screen."""

    name: str
    size: tuple[int, int]
    steps: Sequence[tuple[str, str]]
    """Keys, with spaces between them, and what the screen says once they are done with."""


_QUERY = "?SELECT source_ip, failures FROM addresses ORDER BY failures DESC LIMIT 10"
_GUESSER = "/ip:203.0.113.197"

PICTURES = (
    Picture("alerts", _WIDE, (("", "What happened"),)),
    Picture("top", _SMALL, (("2", "▌203.0.113.197"),)),
    Picture("live", _SMALL, (("3", "web"), ("space", "paused"))),
    Picture("events", _WIDE, ((_GUESSER, "alerts,"), ("4", "newest first"), ("j", "▌"))),
    Picture(
        "record", _SMALL, ((_GUESSER, "alerts,"), ("4", "newest first"), ("enter", "log.file.path"))
    ),
    Picture("entity", _WIDE, (("2", "▌203.0.113.197"), ("i", "2 Sessions"))),
    Picture(
        "explain",
        _SMALL,
        (
            (f"{_GUESSER} outcome:failure", "outcome:failure "),
            ("4", "newest first"),
            ("x", "Rules that match"),
        ),
    ),
    Picture(
        "sql",
        _SMALL,
        (
            ("7", "Ask in SQL"),
            (_QUERY, "10 rows"),
        ),
    ),
    Picture("cases", _WIDE, (("5", "# Case 1"),)),
    Picture("health", _SMALL, (("6", "auth.log"),)),
)
"""All of them; a step that begins with a slash types a filter, one with a question mark a query."""


def tidy(svg: str) -> str:
    """A picture without what names other machines: fonts to fetch, and who drew it."""
    return _FONT.sub("", _COMMENT.sub("", svg))


@contextmanager
def _still() -> Iterator[None]:
    """The clock stands still, at a desk of our invention, in a terminal with colours."""
    with (
        patch.object(time, "time_ns", return_value=AT * 1000),
        patch("app.tui.who", return_value=_ANALYST),
        patch.dict(os.environ, _TERMINAL),
    ):
        os.environ.pop("NO_COLOR", None)
        yield


def drawn_database(path: Path) -> Path:
    """The sample logs as if they lay in /var/log, with a case about the worst alerts."""
    with _still():
        imported(path)
        with Writer(path) as writer, writer.transaction() as connection:
            connection.execute(
                "UPDATE sources SET path = replace(path, ?, '/var/log')", (str(SAMPLES),)
            )
            rows = connection.execute(
                "SELECT id FROM alerts WHERE merged_into IS NULL "
                "ORDER BY severity = 'critical' DESC, first_seen, id"
            ).fetchall()
        alerts = [row[0] for row in rows]
        cases.escalate(path, alerts[1:2], _ANALYST, title="Logins after guessing")
        cases.note_case(path, 1, "deploy: the owner is asked; the key is replaced", _ANALYST)
        cases.pin(path, 1, _evidence(path, alerts[1]), _ANALYST)
        triage.close(path, alerts[-3:], "benign", _ANALYST)
    return path


def _evidence(path: Path, alert: int) -> list[int]:
    """The newest record that an alert rests on."""
    connection = reader(path)
    (event,) = connection.execute(
        "SELECT max(h.event) FROM hits h JOIN alerts a ON a.grp = h.grp WHERE a.id = ?", (alert,)
    ).fetchone()
    connection.close()
    return [event]


def drawn(path: Path, picture: Picture) -> str:
    """One picture of a database."""
    with _still():
        return asyncio.run(_draw(path, picture))


async def _draw(path: Path, picture: Picture) -> str:
    app = BlotterApp(path)
    async with app.run_test(size=picture.size, notifications=True) as pilot:
        await until(pilot, lambda: "lines read" in screen_text(app))
        for keys, says in (("", "alerts"), *picture.steps):
            await pilot.press(*_pressed(keys))
            await until(pilot, partial(_says, app, says))
        await _settled(app, pilot)
        return tidy(app.export_screenshot())


def _says(app: BlotterApp, text: str) -> bool:
    return text in screen_text(app)


def _pressed(keys: str) -> list[str]:
    """The keys of a step."""
    if keys.startswith("/"):
        return ["slash", *keys[1:], "enter"]
    if keys.startswith("?"):
        return [*keys[1:], "enter"]
    return keys.split()


async def _settled(app: BlotterApp, pilot: Pilot[int], quiet: int = 6) -> None:
    """Wait until the screen stays the same: counts and bars come one after the other."""
    same, before = 0, ""
    while same < quiet:
        await pilot.pause(0.1)
        after = screen_text(app)
        same, before = (same + 1 if after == before else 0), after


def main(folder: Path, names: Sequence[str]) -> None:
    """Write the pictures to a folder: those that are named, else all."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        path = drawn_database(Path(made, "samples.db"))
        for picture in PICTURES:
            if not names or picture.name in names:
                text = drawn(path, picture)
                Path(folder, f"{picture.name}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
