"""`blotter rules test`: whether the examples of rules come out as they say."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.database import config_option, database_option
from app.diagnostics import note
from app.output import stdout
from app.output.amounts import counted
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.rulebook.compiling import compiled, directories_option, path_argument, tell, within

if TYPE_CHECKING:  # the help of all commands does without YAML
    from store.rules.telling.examples import Outcome

_KEYS = (
    *("path", "line", "rule_id", "rule_title", "example", "expected", "found", "passed", "error"),
)
_COLUMNS = (
    Column("RESULT"),
    Column("EXPECTED", right=True),
    Column("FOUND", right=True),
    Column("PLACE"),
    Column("RULE"),
    Column("EXAMPLE"),
)


@click.command("test")
@database_option
@config_option
@directories_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@stdout.limit_option
@path_argument
def test(
    db: Path | None,  # noqa: ARG001 - every command takes it
    config: Path | None,
    directories: tuple[Path, ...],
    form: str,
    limit: int | None,
    path: Path | None,
) -> int:
    """Run the examples of rules, and list how many alerts each makes.

    Without PATH, a file or a folder, those of all rules are run. What fails is a line on stderr,
    too. Exit 78: an example fails, or a rule is wrong.
    """
    from store.rules.telling.examples import outcomes

    compilation = compiled(config, [*directories, *([path] if path else [])])
    asked = within(compilation, path)
    found = list(outcomes(compilation.rules, asked.rules))
    show(form, found[: stdout.most(limit)], _KEYS, _record, (_COLUMNS, _cells), none="no examples")
    stdout.tell_limit(len(found), limit)
    failed = [each.problem for each in found if each.problem]
    code = tell([*asked.problems, *failed])
    examples, rules = counted(len(found), "example"), counted(len(asked.rules), "rule")
    note(f"{examples} of {rules}: {f'{len(failed)} failed' if failed else 'all as expected'}")
    return code


def _record(row: "Outcome") -> Mapping[str, object]:
    place = row.example.place
    could_not = row.problem and row.made is None
    return {
        "path": place.path,
        "line": place.line,
        "rule_id": row.rule.uuid,
        "rule_title": row.rule.title,
        "example": row.example.name,
        "expected": row.example.alerts,
        "found": row.made,
        "passed": row.problem is None,
        "error": row.problem.message if row.problem and could_not else None,
    }


def _cells(row: "Outcome") -> tuple[str, ...]:
    place = row.example.place
    made = "" if row.made is None else str(row.made)
    result = "FAILED" if row.problem else "ok"
    numbers = (result, str(row.example.alerts), made)
    return (*numbers, f"{place.path}:{place.line}", row.rule.title, row.example.name)
