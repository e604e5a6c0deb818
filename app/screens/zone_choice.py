"""The question in which zone times are drawn."""

from collections.abc import Callable

from textual.app import App

from app.configuration.settings import zone as zone_named
from app.screens.asking import ChoiceScreen, PromptScreen, if_given
from store.times import machine_zone
from widgets.view_models import Shown, shown
from widgets.zones import UTC_ZONE, Zone, current

_MACHINE = "this machine"


def named(name: str | None) -> Zone:
    """The zone of an IANA name; UTC where there is none.

    Raises:
        ValueError: There is no such zone.
    """
    if name is None or name.upper() == UTC_ZONE.name:
        return UTC_ZONE
    return Zone(name, zone_named(name))


def ask(app: App[int], configured: str | None, then: Callable[[Zone], object]) -> None:
    """Ask for a zone: UTC, the configuration's, this machine's, or another by its name."""
    offered = [UTC_ZONE, Zone(_MACHINE, machine_zone())]
    if configured is not None:
        offered.insert(1, named(configured))
    if current() not in offered:
        offered.append(current())

    def take(number: int | None) -> None:
        if number is not None and number < len(offered):
            then(offered[number])
        elif number is not None:
            prompt = PromptScreen(Shown("Which zone? Europe/Berlin, Asia/Kolkata …"), check=_wrong)
            app.push_screen(prompt, if_given(lambda text: then(named(text))))

    choices = [*(shown(zone.name) for zone in offered), Shown("another one …")]
    title = shown(f"Draw times in which zone? Now: {current().name}")
    app.push_screen(ChoiceScreen(title, choices), take)


def _wrong(text: str) -> str | None:
    """What is wrong with the name of a zone; None: nothing."""
    try:
        named(text.strip())
    except ValueError as error:
        return str(error)
    return None
