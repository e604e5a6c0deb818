"""The rules: those that make no sense, and those that were set aside."""

import json
import sqlite3
from collections.abc import Iterator

from app.diagnostics import ExitCode
from app.doctor.finding import Finding, Patient, fault, good, warning
from app.output.amounts import counted

AREA = "rules"


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of the rules."""
    if patient.connection is None:
        return
    wrong = [*_problems(patient.connection), *_set_aside(patient.connection)]
    yield from wrong
    (active,) = patient.connection.execute(
        "SELECT count(*) FROM rules WHERE active AND error IS NULL"
    ).fetchone()
    if active:
        yield good(AREA, f"{counted(active, 'rule')} in force")
    else:
        yield warning(AREA, "no rule is in force", "run an import: the built-in rules come with it")


def _problems(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Rule files that the last import could not use."""
    row = connection.execute("SELECT value FROM settings WHERE key = 'rules'").fetchone()
    for problem in json.loads(row[0]).get("problems", ()) if row else ():
        advice = "mend it; blotter rules check DIR looks again"
        yield fault(AREA, problem, advice, ExitCode.CONFIGURATION)


def _set_aside(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Rules that took too long."""
    rows = connection.execute(
        "SELECT title, error FROM rules WHERE active AND error IS NOT NULL ORDER BY title"
    )
    for title, error in rows:
        yield warning(
            AREA, f"{title!r} is set aside: {error}", "change its file, and it is tried again"
        )
