"""`blotter rules`: which rules there are, what they do, and whether they are right."""

import click

from app.groups import PlainGroup
from app.rulebook.checking import check
from app.rulebook.covering import coverage
from app.rulebook.explaining import explain
from app.rulebook.listing import list_rules
from app.rulebook.testing import test
from app.rulebook.trying import try_rules


@click.group(name="rules", cls=PlainGroup)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Sigma rules: list, check, test, explain them, try new ones, see what they cover."""


for _command in (list_rules, check, test, explain, coverage, try_rules):
    COMMAND.add_command(_command)
