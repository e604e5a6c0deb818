"""`blotter notes`: what analysts know of addresses, users, hosts, agents and paths."""

from pathlib import Path
from typing import NamedTuple

import click
from click_default_group import DefaultGroup

from app.actor import who
from app.database import config_option, database_option, existing, reading
from app.diagnostics import note
from app.numbers import NUMBER
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store.formats.addresses import source_of
from store.queries import remarks as queries
from store.queries.remarks import KINDS, Remark
from store.times import iso
from store.triage import remarks as decisions

_KEYS = ("id", "at", "owner", "kind", "value", "text")
_COLUMNS = (
    Column("id", right=True),
    Column("written (UTC)"),
    Column("by"),
    Column("about"),
    Column("note"),
)


class About(NamedTuple):
    """What a note is on."""

    kind: str
    value: str


class _Entity(click.ParamType):  # type: ignore[type-arg]  # older releases are not generic
    """`KEY:VALUE`, as in a filter."""

    name = "entity"

    def convert(
        self, value: str | About, param: click.Parameter | None, ctx: click.Context | None
    ) -> About:
        """The kind and the value."""
        if isinstance(value, About):
            return value
        kind, _, name = value.partition(":")
        if kind not in KINDS or not name.strip():
            keys = ", ".join(f"{each}:" for each in KINDS)
            self.fail(f"{value!r} is not like ip:203.0.113.7; keys are {keys}", param, ctx)
        if kind == "ip" and "/" in name:
            self.fail(f"{name!r} is a network; a note is on one address", param, ctx)
        return About(kind, _spelled(kind, name.strip()))


def _spelled(kind: str, name: str) -> str:
    """An address in its one spelling, as records have it."""
    source = source_of(name) if kind == "ip" else None
    return name if source is None else source[1]


@click.command("list")
@click.argument("about", metavar="[KEY:VALUE]", required=False, type=_Entity())
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def list_notes(
    about: About | None, form: str, limit: int | None, db: Path | None, config: Path | None
) -> None:
    """List notes, the latest first: all, or those on KEY:VALUE.

    A key and a value as in `ip:203.0.113.7`.
    """
    most = stdout.most(limit)
    with reading(db, config) as connection:
        rows = (
            queries.listing(connection, most)
            if about is None
            else queries.remarks(connection, *about)[:most]
        )
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells), none="no notes")
    stdout.tell_limit(len(rows), limit)


@click.command("add")
@click.argument("about", metavar="KEY:VALUE", type=_Entity())
@click.argument("text", metavar="TEXT")
@database_option
@config_option
def add(about: About, text: str, db: Path | None, config: Path | None) -> None:
    """Note something on KEY:VALUE, as on ip:203.0.113.7.

    Keys are ip, user, host, agent and path.
    """
    done = decisions.remark(existing(db, config), about.kind, about.value, text, who())
    note(f"noted on {done.about} (blotter alerts undo takes it back)")


@click.command("strike")
@click.argument("number", metavar="ID", type=NUMBER)
@database_option
@config_option
def strike(number: int, db: Path | None, config: Path | None) -> None:
    """Take a note away that no longer holds; the audit keeps it."""
    done = decisions.strike(existing(db, config), number, who())
    note(f"taken away: {done.about} (blotter alerts undo takes it back)")


def _record(row: Remark) -> dict[str, object]:
    return {
        "id": row.id,
        "at": iso(row.at),
        "owner": row.owner,
        "kind": row.kind,
        "value": row.value,
        "text": row.text,
    }


def _cells(row: Remark) -> tuple[str, ...]:
    text = " ".join(row.text.split())
    return (str(row.id), clock(row.at), row.owner, f"{row.kind}:{row.value}", text)


@click.group("notes", cls=DefaultGroup, default="list", default_if_no_args=True)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """What is known of an address, user, host, agent or path: list, add, strike."""


for _command in (list_notes, add, strike):
    COMMAND.add_command(_command)
