"""Ask to which case a record is to be pinned; where none is open, for the title of a new one."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from textual.screen import Screen

from app.lanes import GivenUpError
from app.screens import triage_reads
from app.screens.asking import ChoiceScreen, PromptScreen, if_given, not_empty
from app.screens.background import background
from app.screens.desk import Desk
from store.errors import BlotterError
from store.triage import Actor, Done, cases
from widgets.view_models import Shown, shown

Decision: TypeAlias = Callable[[Path, Actor], Done]
Decide: TypeAlias = Callable[[Decision], object]


def ask(screen: Screen[Any], desk: Desk, event: int, decide: Decide) -> None:
    """Ask; then have it decided.

    Args:
        screen: Where the analyst is.
        desk: Their desk.
        event: The record.
        decide: Carries a decision out.
    """
    background(screen, "pin", _ask, screen, desk, event, decide)


async def _ask(screen: Screen[Any], desk: Desk, event: int, decide: Decide) -> None:
    try:
        found = await desk.lanes.details.run(triage_reads.open_cases)
    except GivenUpError:
        return
    except (BlotterError, sqlite3.Error, OSError) as error:
        screen.notify(shown(error), severity="warning", markup=False, timeout=4)
        return

    def take(number: int | None) -> None:
        if number is not None and number < len(found):
            case = found[number].id
            decide(lambda path, actor: cases.pin(path, case, [event], actor))
        elif number is not None:
            _ask_title(screen, desk, event, decide)

    if not found:
        _ask_title(screen, desk, event, decide)
    elif len(found) == 1:
        take(0)
    else:
        choices = [shown(f"{case.id} {case.title}") for case in found]
        choices.append(Shown("a new case …"))
        screen.app.push_screen(ChoiceScreen(Shown("Pin to which case?"), choices), take)


def _ask_title(screen: Screen[Any], desk: Desk, event: int, decide: Decide) -> None:
    def begin(title: str) -> None:
        decide(lambda path, actor: cases.open_with(path, title, [event], actor))

    prompt = PromptScreen(
        Shown("Title of a new case, with this record"), check=not_empty(desk.words)
    )
    screen.app.push_screen(prompt, if_given(begin))
