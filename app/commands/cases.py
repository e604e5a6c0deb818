"""`blotter cases`: what analysts look into, with the evidence and the notes; and hand-overs."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import click
from click_default_group import DefaultGroup

from app.actor import who
from app.database import config_option, database_option, existing, reading
from app.diagnostics import note
from app.numbers import NUMBER
from app.output import stdout
from app.output.case_page import case_markdown, case_page
from app.output.lists import LISTS, show
from app.output.shift_page import shift_markdown
from app.output.tables import Column
from app.output.times import clock
from app.output.written import write_new
from store.errors import ActionError
from store.filters import times
from store.queries import cases as queries
from store.queries.cases import CaseRow
from store.queries.shift import shift
from store.times import iso, now
from store.triage import Done
from store.triage import cases as decisions

_KEYS = (
    *("id", "title", "status", "owner", "assignee", "opened_at", "changed_at", "alerts", "pins"),
    "notes",
)
_COLUMNS = (
    Column("id", right=True),
    Column("status"),
    Column("opened (UTC)"),
    Column("alerts", right=True),
    Column("pins", right=True),
    Column("notes", right=True),
    Column("assignee"),
    Column("title"),
)
_SHIFT = 8 * 3_600_000_000
"""Microseconds that a hand-over goes back where there was none before."""
_OUTPUT = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="A new file."
)


@click.command("list")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@click.option("--open", "only_open", is_flag=True, help="Open ones only.")
@stdout.limit_option
@database_option
@config_option
def list_cases(
    form: str, only_open: bool, limit: int | None, db: Path | None, config: Path | None
) -> None:
    """List cases, open ones first, those first that were changed last."""
    with reading(db, config) as connection:
        rows = queries.listing(connection, only_open=only_open)[: stdout.most(limit)]
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells))
    stdout.tell_limit(len(rows), limit)


@click.command("show")
@click.argument("case", metavar="ID", type=NUMBER)
@_OUTPUT
@database_option
@config_option
def show_case(case: int, output: Path | None, db: Path | None, config: Path | None) -> None:
    """Print a case as Markdown: its alerts, pinned records and notes."""
    with reading(db, config) as connection:
        lines = list(case_markdown(case_page(connection, case)))
    _put(lines, output)


@click.command("open")
@click.argument("title", metavar="TITLE")
@click.option("--alert", "alerts", metavar="ID", multiple=True, type=NUMBER, help="Repeatable.")
@database_option
@config_option
def open_case(title: str, alerts: tuple[int, ...], db: Path | None, config: Path | None) -> None:
    """Open a case, with the alerts that are escalated to it."""
    path = existing(db, config)
    if alerts:
        _confirm("opened", decisions.escalate(path, alerts, who(), title=title))
    else:
        _confirm("opened", decisions.open_case(path, title, who()))


@click.command("add")
@click.argument("case", metavar="CASE", type=NUMBER)
@click.argument("alerts", metavar="ALERT...", nargs=-1, required=True, type=NUMBER)
@database_option
@config_option
def add(case: int, alerts: tuple[int, ...], db: Path | None, config: Path | None) -> None:
    """Escalate alerts to an open case."""
    done = decisions.escalate(existing(db, config), alerts, who(), case=case)
    _confirm(f"{len(done.alerts)} added to", done)


@click.command("pin")
@click.argument("case", metavar="CASE", type=NUMBER)
@click.argument("events", metavar="RECORD...", nargs=-1, required=True, type=NUMBER)
@database_option
@config_option
def pin(case: int, events: tuple[int, ...], db: Path | None, config: Path | None) -> None:
    """Pin records to a case; RECORD is what `blotter events id:RECORD` finds."""
    _confirm("pinned to", decisions.pin(existing(db, config), case, events, who()))


@click.command("note")
@click.argument("case", metavar="ID", type=NUMBER)
@click.argument("text", metavar="TEXT")
@database_option
@config_option
def add_note(case: int, text: str, db: Path | None, config: Path | None) -> None:
    """Add a note to a case."""
    _confirm("noted in", decisions.note_case(existing(db, config), case, text, who()))


@click.command("assign")
@click.argument("case", metavar="ID", type=NUMBER)
@click.option("--to", "assignee", metavar="NAME", help="Who works on it; left out: nobody.")
@database_option
@config_option
def assign(case: int, assignee: str | None, db: Path | None, config: Path | None) -> None:
    """Say who works on a case."""
    _confirm("assigned", decisions.assign_case(existing(db, config), case, assignee, who()))


@click.command("close")
@click.argument("case", metavar="ID", type=NUMBER)
@database_option
@config_option
def close(case: int, db: Path | None, config: Path | None) -> None:
    """Close a case; its alerts stay as they are."""
    _confirm("closed", decisions.close_case(existing(db, config), case, who()))


@click.command("reopen")
@click.argument("case", metavar="ID", type=NUMBER)
@database_option
@config_option
def reopen(case: int, db: Path | None, config: Path | None) -> None:
    """Open a closed case again."""
    _confirm("opened again", decisions.reopen_case(existing(db, config), case, who()))


@click.command("handover")
@click.option("--since", metavar="TIME", help="From then on; else since the last hand-over.")
@click.option("--done", is_flag=True, help="Note that it was handed over: the next begins here.")
@_OUTPUT
@database_option
@config_option
def handover(
    since: str | None, done: bool, output: Path | None, db: Path | None, config: Path | None
) -> None:
    """Print what the next shift has to know, as Markdown.

    That is what is new or open again, still open, closed, silences that end, sources that have
    fallen silent, and who did what.
    """
    until, actor = now(), who()
    with reading(db, config) as connection:
        begin = queries.last_handover(connection)
        last = until - _SHIFT if begin is None else begin.at
        found = shift(connection, last if since is None else _instant(since, until), until)
    lines = list(shift_markdown(found, actor.name))
    _put(lines, output)
    if done:
        decisions.hand_over(existing(db, config), "\n".join(lines), until, actor)
        note("handed over; the next one begins here (blotter alerts undo takes it back)")


def _instant(text: str, at: int) -> int:
    try:
        return times.read(text, at, UTC)
    except ValueError as error:
        raise ActionError(str(error)) from error


def _put(lines: Iterable[str], output: Path | None) -> None:
    if output is None:
        stdout.write(stdout.lines(lines))
    else:
        write_new(output, lines)
        note(f"written: {output}")


def _confirm(what: str, done: Done) -> None:
    note(f"{what} {done.about} (blotter alerts undo takes it back)")


def _record(row: CaseRow) -> dict[str, object]:
    changed = None if row.changed_at is None else iso(row.changed_at)
    notes = [asdict(each) | {"at": iso(each.at)} for each in row.notes]
    pins = [asdict(each) | {"at": iso(each.at)} for each in row.pins]
    more = {"opened_at": iso(row.opened_at), "changed_at": changed, "notes": notes, "pins": pins}
    return asdict(row) | more


def _cells(row: CaseRow) -> tuple[str, ...]:
    counts = (row.alerts, len(row.pins), len(row.notes))
    opened = clock(row.opened_at)
    return (str(row.id), row.status, opened, *map(str, counts), row.assignee or "", row.title)


@click.group("cases", cls=DefaultGroup, default="list", default_if_no_args=True)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """List and show cases, work on them, hand them over; without a command: list."""


for _command in (
    *(list_cases, show_case, open_case, add, pin, add_note, assign, close, reopen, handover),
):
    COMMAND.add_command(_command)
