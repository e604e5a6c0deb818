"""Numbers that a command line names: of alerts, cases, records, notes, deliveries."""

import click

BIGGEST = (1 << 63) - 1
"""The biggest that a database can hold."""


def _number(text: str) -> int:
    """A whole number that a database can hold."""
    try:
        found = int(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a valid integer.") from None
    if abs(found) > BIGGEST:
        raise ValueError(f"nothing has the number {found}")
    return found


NUMBER = click.types.FuncParamType(_number)
"""The type of a parameter that is a number."""
