"""Numbers that a command line names: of alerts, cases, records, notes, deliveries."""

import click

BIGGEST = (1 << 63) - 1
"""The biggest that a database can hold."""


class _Number(click.types.IntParamType):
    """A whole number that a database can hold."""

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number."""
        found: int = super().convert(value, param, ctx)
        if abs(found) > BIGGEST:
            self.fail(f"nothing has the number {found}", param, ctx)
        return found


NUMBER = _Number()
