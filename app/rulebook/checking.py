"""`blotter rules check`: what is wrong with rules."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from app.database import config_option, database_option
from app.output import stdout
from app.output.amounts import counted
from app.rulebook.compiling import compiled, directories_option, path_argument, tell, within
from store.rules.compiled import Compilation
from store.text import safe


@click.command("check")
@database_option
@config_option
@directories_option
@path_argument
def check(
    db: Path | None,  # noqa: ARG001 - every command takes it
    config: Path | None,
    directories: tuple[Path, ...],
    path: Path | None,
) -> int:
    """Check rules and run their examples.

    Without PATH, a file or a folder, all rules are checked. Every problem is a line on stderr that
    begins with its place. Rules for logs that nothing here reads are counted by the reason.
    """
    from store.rules.telling.examples import examples_of, failures

    compilation = compiled(config, [*directories, *([path] if path else [])])
    asked = within(compilation, path)
    problems = [*asked.problems, *failures(compilation.rules, asked.rules)]
    code = tell(problems)
    examples = sum(len(examples_of(rule)) for rule in asked.rules)
    stdout.write(stdout.lines(_summary(asked, examples, len(problems))))
    return code


def _summary(asked: Compilation, examples: int, problems: int) -> Iterator[str]:
    """What was checked; below it, why rules do not apply, most first."""
    found = {0: "no problems", 1: "1 problem"}.get(problems, f"{problems} problems")
    others = len(asked.inapplicable)
    they = "it never fires" if others == 1 else "they never fire"
    told = f"; {others} not applicable: {they} here" if others else ""
    yield f"{counted(len(asked.rules), 'rule')}, {counted(examples, 'example')}: {found}{told}"
    for reason, count in Counter(one.reason for one in asked.inapplicable).most_common():
        yield f"{count:6d}  {safe(reason)}"
