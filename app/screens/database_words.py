"""Why nothing can be read from the database, and what comes of it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.lanes import GivenUpError
from app.screens.desk import Desk
from store.errors import BlotterError, DatabaseOlder
from widgets.view_models import Shown, shown

_UPGRADING = Shown("Made by an older Blotter: being brought up to date, then shown by itself.")


@contextmanager
def told(tell: Callable[[Shown], object], desk: Desk) -> Iterator[None]:
    """Say what went wrong where the answer would have stood.

    Args:
        tell: Takes the sentence.
        desk: Whose database was asked.
    """
    try:
        yield
    except GivenUpError:
        return
    except (BlotterError, sqlite3.Error, OSError) as error:
        tell(unreadable(error, desk))


def unreadable(error: Exception, desk: Desk) -> Shown:
    """An error of the store's as a sentence that fits a narrow screen."""
    database = desk.database
    if not database.exists():
        return Shown("No database yet.")
    if isinstance(error, DatabaseOlder):
        return _UPGRADING if desk.imports else _older(database.name)
    # A folder before it would push the reason off a narrow screen.
    return shown(str(error).replace(str(database), database.name))


def _older(name: str) -> Shown:
    return shown(f"{name}: made by an older Blotter; `blotter`, opened once, brings it up to date")
