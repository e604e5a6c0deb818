"""Whether files may be written from here: only at a terminal, and only by who may decide."""

from textual.app import App

from app.screens.desk import Desk
from widgets.view_models import Shown

REFUSED = Shown("Files are written at a terminal only, and not where one may only look.")


def may_write(app: App[int], desk: Desk) -> bool:
    """A browser's files are elsewhere, and who only looks changes nothing."""
    return desk.may_decide and not app.is_web
