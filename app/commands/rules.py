"""`blotter rules`: which rules there are, what they do, and whether they are right."""

import click

from app.rulebook.checking import check
from app.rulebook.explaining import explain
from app.rulebook.listing import list_rules
from app.rulebook.testing import test


@click.group(name="rules")
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Sigma rules: list them, check and test them, have them explained."""


for _command in (list_rules, check, test, explain):
    COMMAND.add_command(_command)
