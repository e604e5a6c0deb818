"""What comes of a decision: where it could not be made, that is said; the list shows what is."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.screens import telling
from app.screens.pane import Pane
from store.errors import BlotterError


@contextmanager
def deciding(pane: Pane) -> Iterator[None]:
    """Await a decision in this; afterwards the pane reads anew, whatever came of it."""
    try:
        yield
    except (BlotterError, sqlite3.Error, OSError) as error:
        pane.post_message(pane.Failed(telling.trouble(error, pane.desk.words)))
    finally:
        pane.freshen()
