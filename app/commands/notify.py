"""`blotter notify`: try out the ways to tell, tell what is due, look after what is on its way."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from app.configuration.config import load
from app.configuration.configured import Config
from app.database import config_option, database_option, existing, reading
from app.diagnostics import CommandError, ExitCode, error, note
from app.groups import PlainGroup
from app.numbers import NUMBER
from app.output import stdout
from app.output.amounts import counted
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store.database.connection import Writer
from store.notifying import review
from store.notifying.review import Held, Row
from store.times import iso, now

_WAIT = 5.0
_OPEN = ("waiting", "sending", "dead")
_KEYS = (
    *("id", "state", "kind", "channel", "address", "subject", "alerts", "made", "attempts"),
    *("next_at", "sent_at", "code", "answer", "message_id"),
)
_COLUMNS = (
    Column("id", right=True),
    Column("state"),
    Column("to"),
    Column("alerts", right=True),
    Column("made (UTC)"),
    Column("tries", right=True),
    Column("next (UTC)"),
    Column("subject"),
    Column("answer"),
)


@click.group("notify", cls=PlainGroup)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Tell people of alerts: test the ways, send what is due, look after what could not be sent."""


@COMMAND.command("run")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@database_option
@config_option
def run(quiet: bool, db: Path | None, config: Path | None) -> int:
    """Send what is due, as every import does when it is done."""
    from app.importing.stopping import Stop
    from app.notifying.running import tell

    outcome = tell(existing(db, config), _configured(config), Stop(with_parent=False))
    for whom, why in outcome.problems.items():
        error(f"{whom}: {why}")
    if not quiet:
        click.echo(f"{outcome.sent} sent, {outcome.failed} failed")
    return ExitCode.UNSENT if outcome.failed else ExitCode.OK


@COMMAND.command("test")
@click.option("--to", "name", metavar="NAME", help="Only this receiver; left out: all.")
@database_option
@config_option
def test(name: str | None, db: Path | None, config: Path | None) -> int:  # noqa: ARG001 - every command has --db
    """Send a test message each way, and show what the other side answers.

    For mail: the server's TLS version and chain of certificates, how we log in, and its answer.
    """
    from app.notifying.testing import Report, test_receivers

    reports: list[Report] = []
    for report in test_receivers(_configured(config), name):
        for line in report.lines:
            click.echo(line)
        reports.append(report)
    if not reports:
        message = f"no receiver is called {name!r}" if name else "no receiver is configured"
        raise CommandError(f"{message}: [[notify.to]]", ExitCode.CONFIGURATION)
    return ExitCode.UNSENT if any(report.failed for report in reports) else ExitCode.OK


@COMMAND.command("list")
@click.option("--all", "everything", is_flag=True, help="What was sent or dropped too.")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def list_deliveries(
    everything: bool, form: str, limit: int | None, db: Path | None, config: Path | None
) -> None:
    """List what is on its way and what is dead, the latest first."""
    with reading(db, config) as connection:
        states = () if everything else _OPEN
        rows = review.listing(connection, states, stdout.most(limit))
        held = review.held(connection)
    none = "no message was made yet" if everything else "no message is on its way, and none is dead"
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells), none)
    stdout.tell_limit(len(rows), limit)
    if form == "table":
        for each in held:
            note(_waits(each))


@COMMAND.command("retry")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=NUMBER)
@click.option("--dead", is_flag=True, help="All that are dead.")
@database_option
@config_option
def retry(ids: tuple[int, ...], dead: bool, db: Path | None, config: Path | None) -> None:
    """Let the next run try deliveries again at once, dead ones too."""
    done = _change(existing(db, config), ids, dead, review.retry)
    note(f"to be tried again: {_named(done)} (blotter notify run sends now)")


@COMMAND.command("drop")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=NUMBER)
@click.option("--dead", is_flag=True, help="All that are dead.")
@database_option
@config_option
def drop(ids: tuple[int, ...], dead: bool, db: Path | None, config: Path | None) -> None:
    """Let deliveries be; `retry` takes them up again."""
    done = _change(existing(db, config), ids, dead, review.drop)
    note(f"dropped: {_named(done)} (blotter notify retry takes it back)")


def _configured(config: Path | None) -> Config:
    """The configuration, with somebody to tell.

    Raises:
        CommandError: There is nobody.
    """
    loaded = load(config)
    if not loaded.notify:
        raise CommandError("no table [notify] is configured", ExitCode.CONFIGURATION)
    return loaded


def _change(
    database: Path, ids: Sequence[int], dead: bool, change: Callable[..., None]
) -> Sequence[int]:
    """Change deliveries, all or none; returns which."""
    with Writer(database, _WAIT, durable=True) as writer, writer.transaction() as connection:
        wanted = [*ids, *(review.ids_in(connection, "dead") if dead else ())]
        if not wanted:
            raise click.UsageError("nothing is dead" if dead else "name deliveries, or say --dead")
        change(connection, wanted, now())
        return wanted


def _record(row: Row) -> dict[str, object]:
    times = {key: getattr(row, key) for key in ("made", "next_at", "sent_at")}
    return asdict(row) | {key: iso(at) for key, at in times.items() if at is not None}


def _cells(row: Row) -> tuple[str, ...]:
    tried = row.state in ("waiting", "sending")
    to = row.address if row.channel == "mail" else f"{row.channel} {row.address}"
    return (
        str(row.id),
        row.state,
        to,
        str(row.alerts),
        clock(row.made),
        str(row.attempts),
        clock(row.next_at) if tried else "",
        row.subject,
        row.answer or "",
    )


def _waits(each: Held) -> str:
    """What waits to become messages."""
    why = f", {each.why}" if each.why else ""
    return (
        f"{counted(each.alerts, 'alert')} held for {each.receiver} until {clock(each.due)} UTC{why}"
    )


def _named(ids: Sequence[int]) -> str:
    return f"{'deliveries' if len(ids) > 1 else 'delivery'} {', '.join(map(str, ids))}"
