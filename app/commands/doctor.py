"""`blotter doctor`: what is wrong with an installation, and what to do about it."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from app.database import config_option, database_option
from app.diagnostics import ExitCode
from app.doctor.examining import examine
from app.doctor.finding import Finding, Level
from app.output import stdout
from app.output.amounts import counted
from store.text import safe

_WORST = (
    *(ExitCode.IO, ExitCode.PERMISSION, ExitCode.CONFIGURATION, ExitCode.UNSENT, ExitCode.DATA),
)
"""Exit codes of faults, the worst first."""
_SIGNS = {Level.OK: "ok", Level.WARNING: "warning", Level.FAULT: "FAULT"}

_EPILOG = """\b
Looked at: configuration and its secrets, the database (sound, permissions,
disk, write-ahead log, backup), logs (there, readable, understood, read
lately), rules, mail, Python, SQLite, the clock. Nothing is changed.
The mail server is greeted and logged in to, for 10 seconds at most,
and no mail is sent (blotter notify test sends one).

\b
Exit codes: 0 no fault (there may be warnings); else that of the worst fault:
74 the database, 77 permissions, 78 configuration or rules, 69 mail, 65 logs.

\b
Examples:
  blotter doctor
  blotter doctor --format json | jq 'select(.level != "ok")'
"""


@click.command("doctor", epilog=_EPILOG)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--offline", is_flag=True, help="Ask nobody elsewhere: no mail server is tried.")
@database_option
@config_option
def COMMAND(form: str, offline: bool, db: Path | None, config: Path | None) -> int:  # noqa: N802 - what every command's module offers
    """Find out what is wrong, and what to do about it."""
    found = list(examine(db, config, is_offline=offline))
    stdout.write(stdout.lines(_json(found) if form == "json" else _text(found)))
    codes = {each.code for each in found if each.level is Level.FAULT}
    return next((code for code in _WORST if code in codes), ExitCode.OK)


def _text(found: Sequence[Finding]) -> Iterator[str]:
    """The findings for people."""
    areas = max(len(each.area) for each in found)
    indent = 7 + 2 + areas + 2
    for each in found:
        head = f"{_SIGNS[each.level]:<7}  {each.area:<{areas}}  "
        yield from _wrapped(head, each.text, indent)
        if each.advice:
            yield from _wrapped(f"{'':<{indent}}-> ", each.advice, indent + 3)
    faults, warnings = (
        sum(each.level is level for each in found) for level in (Level.FAULT, Level.WARNING)
    )
    yield ""
    yield f"{counted(faults, 'fault')}, {counted(warnings, 'warning')}"


def _wrapped(head: str, text: str, indent: int) -> Iterator[str]:
    """A text behind its head; on a terminal it goes on below its own beginning."""
    width = stdout.width()
    if width is None:
        yield f"{head}{safe(text)}"
        return
    yield from textwrap.wrap(
        safe(text),
        max(width, indent + 20),
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )


def _json(found: Sequence[Finding]) -> Iterator[str]:
    """The findings for programs, one to a line."""
    for each in found:
        yield json.dumps(asdict(each) | {"code": int(each.code)})
