"""Silences as decisions: who began and ended each is written down, and can be taken back."""

import sqlite3
from pathlib import Path

from store import silences
from store.rules.alerting.covering import cover_again
from store.silences import Silence, Wish
from store.triage.deciding import ALERT, SILENCE, Actor, Thing, found
from store.triage.journal import Journal, writing


def silence(path: Path, wish: Wish, actor: Actor, now: int, *, force: bool = False) -> Silence:
    """Begin a silence; see `silences.begin` for what is refused.

    Raises:
        FilterError: The filter cannot be understood, or asks how alerts were decided.
        ActionError: It is refused.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        journal = Journal(connection, "silence", actor)
        number = silences.begin(connection, wish, now, force=force)
        journal.change(Thing(SILENCE, number, {"lifted": now}), {"lifted": None})
        rows = connection.execute("SELECT id FROM alerts WHERE silence = ? ORDER BY id", (number,))
        for (alert,) in rows.fetchall():
            hidden = found(connection, ALERT, alert)
            shown = Thing(ALERT, alert, dict(hidden.columns) | {"silence": None})
            journal.change(shown, {"silence": number})
        cover_again(connection, [thing.id for thing in _hidden(connection, number)])
        return silences.get(connection, number)


def lift(path: Path, number: int, actor: Actor, now: int) -> Silence:
    """End a silence; returns it with the number of alerts that it had hidden.

    Raises:
        ActionError: There is none of that number, or it was lifted already.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        journal = Journal(connection, "lift", actor)
        hidden = _hidden(connection, number)
        ended = silences.lift(connection, number, now)
        journal.change(Thing(SILENCE, number, {"lifted": None}), {"lifted": now})
        for before in hidden:
            after = found(connection, ALERT, before.id)
            journal.change(before, {"silence": after.columns["silence"]})
        cover_again(connection, [thing.id for thing in hidden])
        return ended


def extend(path: Path, number: int, until: int | None, actor: Actor, now: int) -> Silence:
    """Let a silence end at another time (µs UTC; None: never); see `silences.extend`.

    Raises:
        ActionError: It is refused.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        journal = Journal(connection, "extend", actor)
        before = found(connection, SILENCE, number)
        hidden = {thing.id for thing in _hidden(connection, number)}
        extended = silences.extend(connection, number, until, now)
        journal.change(before, {"until": until})
        for thing in _hidden(connection, number):
            if thing.id not in hidden:
                shown = Thing(ALERT, thing.id, dict(thing.columns) | {"silence": None})
                journal.change(shown, {"silence": number})
        cover_again(connection, [thing.id for thing in _hidden(connection, number)])
        return extended


def _hidden(connection: sqlite3.Connection, number: int) -> list[Thing]:
    rows = connection.execute("SELECT id FROM alerts WHERE silence = ? ORDER BY id", (number,))
    return [found(connection, ALERT, alert) for (alert,) in rows.fetchall()]
