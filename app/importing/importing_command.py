"""How to start this program again, for the import that runs beside the app."""

from collections.abc import Sequence

from store import children


def import_command(arguments: Sequence[str]) -> list[str]:
    """The words that run this very program with other arguments."""
    return [*children.command("from app.cli import main; main()"), *arguments]
