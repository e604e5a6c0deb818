"""`blotter audit`: what analysts did, and whether anybody has changed that since."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from app.database import config_option, database_option, reading
from app.diagnostics import CommandError, ExitCode, note
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store.database import chain
from store.queries import actions
from store.queries.actions import AuditRow
from store.times import iso

_KEYS = (
    *("id", "at", "actor", "host", "tty", "verb", "kind", "number", "before", "after", "batch"),
    *("undo_of", "chain"),
)
_COLUMNS = (
    Column("id", right=True),
    Column("at (UTC)"),
    Column("who"),
    Column("tty"),
    Column("did"),
    Column("to"),
    Column("change"),
)


@click.command("audit")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@click.option("--verify", is_flag=True, help="Follow the chain of hashes instead; 74 if broken.")
@click.option("--expect", metavar="HASH", help="With --verify: a head noted earlier must be in it.")
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    form: str,
    limit: int | None,
    verify: bool,
    expect: str | None,
    db: Path | None,
    config: Path | None,
) -> None:
    """List what analysts did, the latest first: who, where from, and what it changed.

    Each entry holds a hash of itself and of the entry before it. --verify finds entries that were
    changed, removed or put in afterwards, and tells the head of the chain. Keep that elsewhere:
    who can write to the database could make a whole new chain, but none with that head in it.
    """
    if expect is not None and not verify:
        raise click.UsageError("--expect needs --verify")
    with reading(db, config) as connection:
        if verify:
            _verify(chain.audit(connection, expect), expect)
            return
        rows = list(actions.audit(connection, stdout.most(limit)))
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells))
    stdout.tell_limit(len(rows), limit)


def _verify(found: chain.Audit, expect: str | None) -> None:
    """Tell whether the chain is whole.

    Raises:
        CommandError: It is not, or lacks the head that was noted.
    """
    if found.broken == 0:
        raise CommandError("audit: entries are missing at the end", ExitCode.IO)
    if found.broken is not None:
        raise CommandError(
            f"audit: entry {found.broken} does not follow from those before it", ExitCode.IO
        )
    if not found.seen:
        raise CommandError(f"audit: no entry has the hash {expect}: made anew", ExitCode.IO)
    stdout.write(stdout.lines([found.head] if found.entries else []))
    note(f"{found.entries:,} entries, each as it was written")


def _record(row: AuditRow) -> dict[str, object]:
    return asdict(row) | {"at": iso(row.at)}


def _cells(row: AuditRow) -> tuple[str, ...]:
    verb = f"{row.verb} {row.undo_of}" if row.undo_of else row.verb
    return (
        str(row.id),
        clock(row.at),
        f"{row.actor}@{row.host}",
        row.tty or "",
        verb,
        f"{row.kind} {row.number}",
        _change(row.before, row.after),
    )


def _change(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {_value(before[name])} → {_value(after[name])}" for name in after)


def _value(value: object) -> str:
    return "-" if value is None else str(value)
