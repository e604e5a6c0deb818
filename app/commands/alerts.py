"""`blotter alerts`: list and show what the rules found, and decide about it."""

from collections.abc import Sequence
from pathlib import Path
from sqlite3 import Connection

import click

from app.actor import who
from app.database import config_option, database_option, existing, reading
from app.deadlines import until_option
from app.diagnostics import note
from app.filter_argument import EPILOG, SETTINGS, alerts_condition, filter_argument
from app.groups import Group
from app.numbers import NUMBER
from app.output import stdout
from app.output.amounts import counted
from app.output.lists import LISTS, show
from app.output.records import json_lines
from app.output.story import Story, told
from app.output.story_record import story_record
from app.output.tables import Column
from app.output.telling import telling
from app.output.times import clock
from app.silencing import COMMANDS as SILENCE_COMMANDS
from app.sites import Site, databases_option, reading_sites
from store import triage
from store.database.evidence import readable
from store.errors import ActionError
from store.exporting.alert_records import KEYS, record
from store.queries import alerts, documents, events
from store.queries.alerts import AlertRow
from store.queries.events import EventRow
from store.queries.where import Where
from store.text import decode
from store.triage import REASONS, Done

_COLUMNS = (
    Column("id", right=True),
    Column("severity"),
    Column("status"),
    Column("last seen (UTC)", whole=True),
    Column("count", right=True),
    Column("group"),
    Column("rule"),
)
_NAMES = (
    *("list", "show", "ack", "close", "reopen", "assign", "note", "tag", "snooze", "merge"),
    *("undo", "redo", "silence", "silences", "lift"),
)
_WINDOWS = "windows.eventlog"
_RECORDS = 20
"""Records that a story shows."""


@click.command("list", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@click.option("--oldest", is_flag=True, help="Those last seen longest ago first.")
@stdout.limit_option
@databases_option
@config_option
def list_alerts(
    words: tuple[str, ...],
    form: str,
    oldest: bool,
    limit: int | None,
    dbs: tuple[Path, ...],
    config: Path | None,
) -> None:
    """List alerts, those last seen first.

    A number alone shows that alert. FILTER is that of `blotter events`, with status:new,
    severity:high and the like; a condition on events wants alerts with such evidence.
    """
    if words and words[0] in _NAMES:
        raise click.UsageError(f"write `blotter alerts {words[0]}` first, and options behind it")
    if len(words) == 1 and words[0].isdecimal():
        if form == "table" and len(dbs) < 2:
            _show(NUMBER.convert(words[0], None, None), next(iter(dbs), None), config)
            return
        words = (f"alert:{words[0]}",)
    where = alerts_condition(words)
    most = stdout.most(limit)
    with reading_sites(dbs, config) as sites:
        rows = _listed(sites, where, most, oldest=oldest)
        hidden = sum(alerts.silenced(site.connection) for site in sites)
    several = len(sites) > 1
    keys = ("site", *KEYS) if several else KEYS
    columns = (Column("site"), *_COLUMNS) if several else _COLUMNS
    show(form, rows, keys, _record, (columns, _cells), none="no alerts")
    stdout.tell_limit(len(rows), limit)
    if hidden and form == "table":
        note(f"{hidden} silenced: blotter alerts silence:*")


def _listed(
    sites: Sequence[Site], where: Where, most: int | None, *, oldest: bool
) -> list[tuple[str, AlertRow]]:
    """The alerts of all sites together, each with the name of its site."""
    rows = [
        (site.name, row)
        for site in sites
        for row in alerts.listing(site.connection, where, newest_first=not oldest, limit=most)
    ]
    if len(sites) < 2:
        return rows
    return sorted(rows, key=lambda sited: sited[1].last_seen, reverse=not oldest)[:most]


@click.command("show")
@click.argument("alert", metavar="ID", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
@database_option
@config_option
def show_alert(alert: int, as_json: bool, db: Path | None, config: Path | None) -> None:
    """Tell an alert's story: what happened, what to look at next, and the evidence."""
    _show(alert, db, config, as_json=as_json)


def _line(connection: Connection, event: EventRow) -> str:
    """A record in one line: as it stands in its log, or what tells it from others of its kind."""
    raw = readable(connection, event.id)
    if event.dataset == _WINDOWS and raw.lstrip().startswith(b"<"):
        return telling(documents.document(connection, event.id) or {})
    return decode(raw)


def _show(alert: int, db: Path | None, config: Path | None, *, as_json: bool = False) -> None:
    with reading(db, config) as connection:
        row = alerts.get(connection, alert)
        rule = None if row is None else alerts.rule_text(connection, row.id)
        if row is None or rule is None:
            raise ActionError(f"there is no alert {alert}")
        kept = alerts.evidence(connection, row.id)
        actions = alerts.actions(connection, row.id)
        if as_json:
            found = documents.of(connection, kept[:_RECORDS])
            stdout.write(json_lines([story_record(row, rule, found, actions)]))
            return
        first = events.rows(connection, kept[:_RECORDS])
        evidence = [(event, _line(connection, event)) for event in first]
        covered = alerts.covered(connection, row.id)
        story = Story(row, rule, evidence, len(kept), actions, covered)
    stdout.write(stdout.lines(told(story, stdout.width())))


@click.command("ack")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@database_option
@config_option
def acknowledge(ids: tuple[int, ...], db: Path | None, config: Path | None) -> None:
    """Say that somebody looks into alerts."""
    _confirm("acknowledged", triage.acknowledge(existing(db, config), ids, who()))


@click.command("close")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@click.option("--reason", required=True, type=click.Choice([str(reason) for reason in REASONS]))
@database_option
@config_option
def close(ids: tuple[int, ...], reason: str, db: Path | None, config: Path | None) -> None:
    """Close alerts for a reason."""
    _confirm("closed", triage.close(existing(db, config), ids, reason, who()))


@click.command("reopen")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@database_option
@config_option
def reopen(ids: tuple[int, ...], db: Path | None, config: Path | None) -> None:
    """Make alerts new again."""
    _confirm("opened again", triage.reopen(existing(db, config), ids, who()))


@click.command("assign")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@click.option("--to", "assignee", metavar="NAME", help="Who works on them; left out: nobody.")
@database_option
@config_option
def assign(
    ids: tuple[int, ...], assignee: str | None, db: Path | None, config: Path | None
) -> None:
    """Say who works on alerts."""
    done = triage.assign(existing(db, config), ids, assignee, who())
    _confirm(f"assigned to {assignee or 'nobody'}", done)


@click.command("note")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@click.argument("text", metavar="TEXT")
@database_option
@config_option
def add_note(ids: tuple[int, ...], text: str, db: Path | None, config: Path | None) -> None:
    """Add a remark to alerts."""
    _confirm("noted", triage.note(existing(db, config), ids, text, who()))


@click.command("tag", context_settings={"ignore_unknown_options": True})
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@click.argument("labels", metavar="TAG[,TAG]...")
@database_option
@config_option
def tag(ids: tuple[int, ...], labels: str, db: Path | None, config: Path | None) -> None:
    """Tag alerts; a minus before a tag takes it away. `blotter alerts tag:NAME` finds them."""
    _confirm("tagged", triage.tag(existing(db, config), ids, labels.split(","), who()))


@click.command("merge")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@click.option(
    "--into", metavar="ID", required=True, type=NUMBER, help="The alert that stands for all."
)
@database_option
@config_option
def merge(ids: tuple[int, ...], into: int, db: Path | None, config: Path | None) -> None:
    """Close alerts as duplicates of another one."""
    _confirm(f"merged into alert {into}", triage.merge(existing(db, config), ids, into, who()))


@click.command("snooze")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@until_option("When they are new again")
@database_option
@config_option
def snooze(ids: tuple[int, ...], until: int | None, db: Path | None, config: Path | None) -> None:
    """Put alerts aside; when the time has come, the next import makes them new again."""
    if until is None:
        raise click.UsageError("say until when: --until 4h, or --until 2026-11-20")
    done = triage.snooze(existing(db, config), ids, until, who())
    _confirm(f"snoozed until {clock(until)} UTC", done)


@click.command("undo")
@click.argument("alert", metavar="[ID]", required=False, type=NUMBER)
@database_option
@config_option
def undo(alert: int | None, db: Path | None, config: Path | None) -> None:
    """Take back your latest decision, or the latest about the alert ID, whoever made it.

    To silence and to lift are decisions too.
    """
    done = triage.undo(existing(db, config), who(), alert)
    note(f"taken back: {_of_silence(done) or told_about(done)}")


@click.command("redo")
@database_option
@config_option
def redo(db: Path | None, config: Path | None) -> None:
    """Make the decision again that you took back last."""
    note(f"done again: {told_about(triage.redo(existing(db, config), who()))}")


def _confirm(what: str, done: Done) -> None:
    note(f"{what}: {_named(done.alerts)} (blotter alerts undo takes it back)")


def _of_silence(done: Done) -> str:
    """What became of a silence when something was taken back; empty: it was about none."""
    hidden = counted(len(done.alerts), "alert")
    if done.verb == "lift":
        return f"{done.about} is in force again; it hides {hidden}"
    return f"{done.about} is lifted; {hidden} shown again" if done.verb == "silence" else ""


def told_about(done: Done) -> str:
    """What was decided about what."""
    things = [done.about] if done.about else []
    things += [_named(done.alerts)] if done.alerts else []
    return f"{done.verb} of {', '.join(things)}"


def _named(ids: Sequence[int]) -> str:
    return f"alert{'s' * (len(ids) > 1)} {', '.join(map(str, ids))}"


def _record(sited: tuple[str, AlertRow]) -> dict[str, object]:
    site, row = sited
    return {"site": site, **record(row)}


def _cells(sited: tuple[str, AlertRow]) -> tuple[str, ...]:
    site, row = sited
    group = " ".join(str(value) for value in row.group.values())
    status = f"{row.status}: {row.reason}" if row.reason else row.status
    seen = clock(row.last_seen)
    cells = (str(row.id), row.severity, status, seen, str(row.count), group, row.rule_title)
    return (site, *cells) if site else cells


class _Alerts(Group):
    """Lists alerts unless another command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `-h` alone for a wish for help, as all commands do that have no filter."""
        return super().parse_args(ctx, ["--help"] if args == ["-h"] else args)


@click.group(
    "alerts",
    cls=_Alerts,
    default="list",
    default_if_no_args=True,
    context_settings=SETTINGS,
    epilog=EPILOG,
)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """List and show alerts, and decide about them; without a command: list."""


for _command in (
    *(list_alerts, show_alert, acknowledge, close, reopen, assign, add_note, tag, merge, snooze),
    *(undo, redo),
    *SILENCE_COMMANDS,
):
    COMMAND.add_command(_command)
