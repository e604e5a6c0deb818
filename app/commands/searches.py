"""`blotter searches`: filters with a name, to be used again."""

from dataclasses import asdict
from pathlib import Path
from typing import TypedDict, Unpack

import click

from app.actor import who
from app.commands.events import COMMAND as EVENTS
from app.database import config_option, database_option, existing, reading
from app.diagnostics import note
from app.filter_argument import EPILOG, SETTINGS, filter_argument
from app.groups import Group
from app.numbers import NUMBER
from app.output import files, stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store import searches
from store.filters.grammar import parse
from store.model import Severity
from store.searches import Search
from store.times import iso, now

_KEYS = ("name", "filter", "owner", "saved")
_COLUMNS = (Column("name"), Column("saved (UTC)"), Column("owner"), Column("filter"))


class _Options(TypedDict):
    """What the options of `run` say."""

    form: str
    newest: bool
    limit: int | None
    db: Path | None
    config: Path | None


class _Rule(TypedDict):
    """What the options of `rule` say."""

    title: str | None
    level: str
    events: tuple[int, ...]
    output: Path | None
    db: Path | None
    config: Path | None


_name_argument = click.argument("name", metavar="NAME")


@click.command("list")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def list_searches(form: str, limit: int | None, db: Path | None, config: Path | None) -> None:
    """List the saved searches by their names."""
    with reading(db, config) as connection:
        rows = searches.listing(connection)[: stdout.most(limit)]
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells), none="no search was saved yet")


@click.command("save", context_settings=SETTINGS, epilog=EPILOG)
@_name_argument
@filter_argument
@click.option("--replace", is_flag=True, help="Also where there is a search of that name.")
@database_option
@config_option
def save(
    name: str, words: tuple[str, ...], replace: bool, db: Path | None, config: Path | None
) -> None:
    """Save FILTER under a NAME; times in it, such as since:2h, count from when it is run."""
    search = Search(name, " ".join(words), who().name, now())
    searches.save(existing(db, config), search, replace=replace)
    note(f"saved; blotter searches run {name!r} looks for it")


@click.command("run")
@_name_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "ecs", "json", "csv", "raw"]),
    default="table",
    show_default=True,
)
@click.option("--newest", is_flag=True, help="The latest first.")
@stdout.limit_option
@database_option
@config_option
@click.pass_context
def run(context: click.Context, name: str, **options: Unpack[_Options]) -> None:
    """List the events that a search finds, as `blotter events` does."""
    db, config = options["db"], options["config"]
    with reading(db, config) as connection:
        words = (searches.get(connection, name).filter,)
    shown = {key: options[key] for key in ("form", "newest", "limit")}
    context.invoke(EVENTS, words=words, dbs=(existing(db, config),), config=config, **shown)


@click.command("drop")
@_name_argument
@database_option
@config_option
def drop(name: str, db: Path | None, config: Path | None) -> None:
    """Forget a search."""
    found = searches.drop(existing(db, config), name)
    note(f"dropped {found.name!r}: {found.filter}")


@click.command("rule")
@_name_argument
@click.option("--title", metavar="TEXT", help="Of the rule and its alerts (default: the name).")
@click.option(
    "--level",
    type=click.Choice([str(level) for level in Severity]),
    default=str(Severity.MEDIUM),
    show_default=True,
)
@click.option(
    "--event",
    "events",
    metavar="ID",
    type=NUMBER,
    multiple=True,
    help="An event that is to be an example; repeatable (default: the first that are found).",
)
@stdout.output_option("Where the rule goes (default: stdout).")
@database_option
@config_option
def rule(name: str, **said: Unpack[_Rule]) -> None:
    """Turn a search into a Sigma rule: alert me on this.

    The rule has the events that the search finds as examples, which have been run. It is in force
    as soon as it lies in a folder of rules: see docs/rules.md.
    """
    from store.drafting.rule import Wish, draft

    with reading(said["db"], said["config"]) as connection:
        search = searches.get(connection, name)
        title, events = said["title"] or search.name, said["events"]
        wish = Wish(title, parse(search.filter), who().name, said["level"], events, now())
        drafted = draft(connection, wish)
    if said["output"] is None:
        stdout.write(stdout.lines(drafted.text.splitlines()))
    else:
        files.write(said["output"], [drafted.text.encode()], replace=False)
        note(f"written; blotter rules try {str(said['output'])!r} says what it would have raised")
    for remark in drafted.remarks:
        note(remark)


def _record(search: Search) -> dict[str, object]:
    return asdict(search) | {"saved": iso(search.saved)}


def _cells(search: Search) -> tuple[str, ...]:
    return (search.name, clock(search.saved), search.owner, search.filter)


COMMAND = Group(
    "searches",
    commands=[list_searches, save, run, drop, rule],
    default="list",
    default_if_no_args=True,
    help="Filters with a name, to be used again.",
)
