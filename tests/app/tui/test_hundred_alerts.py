"""A morning's work: a hundred mixed alerts, each decided as it should be, in 150 keys at most."""

import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from app.tui import BlotterApp
from store.database.connection import Writer, create
from tests.app.tui.conftest import shows
from tests.app.tui.database import Builder, failed
from tests.widgets.harness import screen_text, until

MOST_KEYS = 150
_BULK: tuple[tuple[str, str, int, str, str | None], ...] = (
    ("Guessed passwords", "medium", 16, "closed", "true-positive-no-impact"),
    ("Many 404 answers", "medium", 12, "closed", "benign"),
    ("Slow scan", "medium", 12, "closed", "false-positive"),
    ("Failed su", "low", 10, "closed", "insufficient-data"),
    ("Session at night", "low", 10, "snoozed", None),
    ("Denied again", "low", 10, "acknowledged", None),
    ("Agent unseen so far", "informational", 10, "closed", "benign"),
)
"""Rules whose alerts are all alike: title, severity, how many, and what becomes of them."""
_PER_KIND = {
    "true-positive-no-impact": ("e", "2"),
    "benign": ("e", "3"),
    "false-positive": ("exclamation_mark", "escape"),
    "insufficient-data": ("e", "6"),
    "snoozed": ("s", "3"),
    "acknowledged": ("a",),
}
_HIGH = ("true-positive", "benign", "duplicate", "benign")
"""What becomes of the high ones, one by one, in turns."""


def build(path: Path) -> None:
    """Four critical alerts, sixteen high ones, and eighty of seven kinds, in no order."""
    create(path)
    with Writer(path) as writer, writer.transaction() as connection:
        builder = Builder(connection)
        builder.events([failed(number) for number in range(1, 101)])
        wanted = [("Login after guessing", "critical")] * 4
        wanted += [("Command injection", "high")] * 16
        wanted += [kind[:2] for kind in _BULK for _ in range(kind[2])]
        for at in range(100):
            title, severity = wanted[at * 37 % 100]
            builder.alert(title, severity, {"source.ip": f"192.0.2.{at + 1}"}, [100 - at])


class Hands:
    """Presses keys, and counts them; looks at the screen after each decision as people do."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot
        self.keys = 0

    async def press(self, *keys: str, sees: str) -> None:
        """Press keys, and wait until the screen says something."""
        self.keys += len(keys)
        await self._pilot.press(*keys)
        await shows(self._pilot, sees)

    async def decide(self, *keys: str, open_after: int) -> None:
        """Close an alert, and wait until it is no longer counted among the open ones."""
        await self.press(*keys, sees=f"100 alerts, {open_after} open")


async def _critical(hands: Hands) -> None:
    """The first opens a case, the others join it."""
    await hands.press("E", sees="Title of the new case")
    await hands.press("enter", sees="escalated alert")
    for _ in range(3):
        await hands.press("E", sees="1 Login after guessing")
        await hands.press("2", sees="to case 1")


async def _high(hands: Hands) -> None:
    """One by one, each for a reason of its own."""
    digits = {"true-positive": "1", "benign": "3", "duplicate": "5"}
    for at in range(16):
        await hands.decide("e", digits[_HIGH[at % 4]], open_after=99 - at)


async def _bulk(hands: Hands, pilot: Pilot[int]) -> None:
    """Those that are alike, a rule at a time, in whatever order they stand."""
    await hands.press("v", sees="by rule")
    await hands.press("g", sees="▌● med")
    still, left = 84, {kind[0]: kind for kind in _BULK}
    while left:
        title = next((one for one in left if _cursor_row(pilot).find(one) > 0), None)
        assert title is not None, screen_text(pilot.app)
        _, _, count, status, reason = left.pop(title)
        await hands.press(*_PER_KIND[reason or status], sees=f"{status} {count} alerts")
        still -= count if status == "closed" else 0
        await shows(pilot, f"100 alerts, {still} open")
        await until(pilot, partial(_has_moved, pilot, title))


def _has_moved(pilot: Pilot[int], title: str) -> bool:
    return title not in _cursor_row(pilot)


def _cursor_row(pilot: Pilot[int]) -> str:
    return next((line for line in screen_text(pilot.app).splitlines() if line.startswith("▌")), "")


def _expected() -> Counter[tuple[str, str, str | None]]:
    found: Counter[tuple[str, str, str | None]] = Counter()
    found["Login after guessing", "acknowledged", None] = 4
    found.update(("Command injection", "closed", _HIGH[at % 4]) for at in range(16))
    found.update({(title, status, reason): n for title, _, n, status, reason in _BULK})
    return found


async def test_a_hundred_alerts_are_decided_in_150_keys(tmp_path):
    path = tmp_path / "hundred.db"
    build(path)
    app = BlotterApp(path)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "100 alerts, 100 open")
        hands = Hands(pilot)
        await _critical(hands)
        await _high(hands)
        await _bulk(hands, pilot)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT r.title, a.status, a.reason FROM alerts a JOIN rules r ON r.id = a.rule"
        )
        assert Counter(rows.fetchall()) == _expected()
    assert hands.keys <= MOST_KEYS
