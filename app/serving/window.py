"""What runs for each window in a browser: the app on a database that somebody else imports into."""

import os
import sys
from pathlib import Path

from store import children


def command(database: Path, *, may_decide: bool) -> list[str]:
    """The words that run a window.

    Args:
        database: What it shows.
        may_decide: Whether decisions can be made in it.
    """
    code = "from app.serving.window import main; main()"
    return [*children.command(code), str(database), "decides" if may_decide else "shows"]


def main() -> None:
    """Run a window; the words of `command` say on what."""
    from app.tui import BlotterApp

    database, may_decide = Path(sys.argv[-2]), sys.argv[-1] == "decides"
    os.environ["COLORTERM"] = "truecolor"
    os.environ.pop("NO_COLOR", None)
    BlotterApp(database, may_decide=may_decide).run()
