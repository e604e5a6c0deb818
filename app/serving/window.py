"""What runs for each window in a browser: the app on a database that somebody else imports into."""

import os
import sys
from pathlib import Path

from store import children


def command(database: Path, config: Path | None, *, may_decide: bool) -> list[str]:
    """The words that run a window.

    Args:
        database: What it shows.
        config: The configuration, which says how the app looks; None: the user's own.
        may_decide: Whether decisions can be made in it.
    """
    code = "from app.serving.window import main; main()"
    named = str(config.resolve()) if config else ""
    return [*children.command(code), named, str(database), "decides" if may_decide else "shows"]


def main() -> None:
    """Run a window; the words of `command` say on what."""
    from app.configuration.config import load
    from app.tui import BlotterApp

    wishes = load(Path(sys.argv[-3]) if sys.argv[-3] else None).app
    database, may_decide = Path(sys.argv[-2]), sys.argv[-1] == "decides"
    os.environ["COLORTERM"] = "truecolor"
    os.environ.pop("NO_COLOR", None)
    BlotterApp(database, may_decide=may_decide, wishes=wishes).run()
