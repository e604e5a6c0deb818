"""The question why an alert is closed: six reasons, one key each."""

from app.keyboard.keys import Context, bindings, of
from app.screens.asking import ChoiceScreen
from widgets.view_models import Shown, shown


class ReasonScreen(ChoiceScreen, inherit_bindings=False):
    """Returns which of the `REASONS` was taken, from 0; None where the alert stays open."""

    CONTEXT = Context.REASONS
    BINDINGS = bindings(Context.REASONS)

    def __init__(self, title: Shown) -> None:
        reasons = [each for each in of(Context.REASONS) if each.action.startswith("choose")]
        super().__init__(shown(f"Close {title}"), [shown(each.help) for each in reasons])
