"""`blotter alerts silence`, `silences`, `extend`, `lift`: what nobody wants to hear of any more."""

from dataclasses import asdict
from pathlib import Path

import click

from app.actor import who
from app.database import config_option, database_option, existing, reading
from app.deadlines import until_option
from app.diagnostics import note
from app.filter_argument import EPILOG, SETTINGS, filter_argument
from app.numbers import NUMBER
from app.output import stdout
from app.output.amounts import counted
from app.output.hiding import may_be_meant, may_be_said, would_hide
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store import silences
from store.errors import ActionError
from store.silences import Preview, Silence, Wish
from store.text import safe
from store.times import iso, now
from store.triage.silencing import extend as prolong
from store.triage.silencing import lift as end
from store.triage.silencing import silence as begin

_KEYS = ("id", "state", "filter", "owner", "reason", "created", "until", "hidden")
_COLUMNS = (
    Column("id", right=True),
    Column("state"),
    Column("until (UTC)", whole=True),
    Column("hides", right=True),
    Column("owner"),
    Column("filter"),
    Column("reason"),
)


@click.command("silence", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@click.option("--reason", metavar="TEXT", help="Why; without one you only see what it would hide.")
@until_option("When it ends; left out: never")
@click.option("--force", is_flag=True, help="Also where it would have hidden a true positive.")
@database_option
@config_option
def silence(
    words: tuple[str, ...],
    reason: str | None,
    until: int | None,
    force: bool,
    db: Path | None,
    config: Path | None,
) -> None:
    """Hide alerts of which all evidence meets FILTER, from now on.

    They are judged, stored and counted as before: blotter alerts silence:* lists them. Without
    --reason nothing is changed, and what would have been hidden so far is told.
    """
    filter_ = " ".join(words)
    if not filter_.strip():
        raise ActionError("a silence needs a filter: it would hide every alert")
    with reading(db, config) as connection:
        _tell(silences.preview(connection, filter_, now()))
    if reason is None:
        note("nothing is silenced yet: say why with --reason")
        return
    wish = Wish(filter_, who().name, reason, until)
    done = begin(existing(db, config), wish, who(), now(), force=force)
    ends = f"until {clock(done.until)} UTC" if done.until else "for good"
    note(
        f"silence {done.id} {ends}; it hides {counted(done.hidden, 'alert')} "
        f"(blotter alerts lift {done.id} ends it)"
    )


@click.command("silences")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def list_silences(form: str, limit: int | None, db: Path | None, config: Path | None) -> None:
    """List silences, the latest first: whose they are, why, until when, and what they hide."""
    with reading(db, config) as connection:
        rows = silences.listing(connection)[: stdout.most(limit)]
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells), none="no silences")
    stdout.tell_limit(len(rows), limit)


@click.command("lift")
@click.argument("silence_id", metavar="ID", type=NUMBER)
@database_option
@config_option
def lift(silence_id: int, db: Path | None, config: Path | None) -> None:
    """End a silence: what it hid is shown again."""
    done = end(existing(db, config), silence_id, who(), now())
    note(f"lifted: silence {done.id}; {counted(done.hidden, 'alert')} shown again")


@click.command("extend")
@click.argument("silence_id", metavar="ID", type=NUMBER)
@until_option("When it ends; left out: never")
@database_option
@config_option
def extend(silence_id: int, until: int | None, db: Path | None, config: Path | None) -> None:
    """Let a silence end at another time, also one that has ended."""
    done = prolong(existing(db, config), silence_id, until, who(), now())
    ends = f"until {clock(done.until)} UTC" if done.until else "for good"
    note(f"extended: silence {done.id} {ends}; it hides {counted(done.hidden, 'alert')}")


def _tell(found: Preview) -> None:
    """Say what a silence would hide."""
    true = f"; {found.true:,} of them closed as true positives" if found.true else ""
    note(f"{would_hide(found)}{true}")
    for warning in filter(None, (may_be_said(found), *may_be_meant(found))):
        note(warning)


def _state(row: Silence) -> str:
    if row.lifted is not None:
        return "lifted"
    return "in force" if row.is_in_force(now()) else "expired"


def _record(row: Silence) -> dict[str, object]:
    until = None if row.until is None else iso(row.until)
    return asdict(row) | {"state": _state(row), "created": iso(row.created), "until": until}


def _cells(row: Silence) -> tuple[str, ...]:
    until = clock(row.until) if row.until else "for good"
    texts = (row.owner, row.filter, row.reason)
    return (str(row.id), _state(row), until, str(row.hidden), *map(safe, texts))


COMMANDS = (silence, list_silences, extend, lift)
"""What `blotter alerts` offers about silences."""
