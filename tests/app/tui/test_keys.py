"""Commands are declared once, and every way to them agrees."""

from collections import Counter
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot

from app.keyboard.keys import COMMANDS, TOGETHER, Command, Context, bindings, of, printed
from app.palette import Commands
from app.screens.asking import ChoiceScreen, PromptScreen
from app.screens.brush import BrushScreen
from app.screens.commanded import Commanded
from app.screens.handover_screen import HandoverScreen
from app.screens.help import HelpScreen, help_lines
from app.screens.reasons import ReasonScreen
from app.screens.record import RecordScreen
from app.screens.silence_screen import SilenceScreen
from store.triage import REASONS
from tests.app.tui.conftest import shows
from widgets.view_models import shown


@pytest.mark.parametrize("contexts", TOGETHER.values(), ids=list(TOGETHER))
def test_no_key_means_two_things_at_once(contexts):
    keys = Counter(key for command in of(*contexts) for key in command.all_keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_has_a_name_of_its_own():
    names = Counter(command.id for command in COMMANDS)
    assert max(names.values()) == 1


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_has_a_key_and_says_what_it_does(command):
    assert all(command.all_keys)
    assert command.help


@pytest.mark.parametrize("context", Context)
def test_every_context_has_commands_that_can_be_remapped(context):
    assert all(isinstance(one, Binding) and one.id for one in bindings(context))
    assert of(context)


@pytest.mark.parametrize("context", TOGETHER)
def test_the_help_lists_every_command(context):
    text = "\n".join(line.text for line in help_lines(context))
    assert [command.id for command in COMMANDS if command.help not in text] == []


def test_there_is_a_key_for_each_reason():
    chosen = [command for command in of(Context.REASONS) if command.id[-1].isdigit()]
    assert len(chosen) == len(REASONS)


async def _offered(pilot: Pilot[int]) -> list[object]:
    provider = Commands(pilot.app.screen)
    return [hit async for hit in provider.discover()]


def _can(node: DOMNode, action: str) -> bool:
    return callable(getattr(node, f"action_{action.split('(', maxsplit=1)[0]}", None))


def _commands_in_force(pilot: Pilot[int]) -> Iterator[tuple[Command, DOMNode]]:
    screen = pilot.app.screen
    assert isinstance(screen, Commanded)
    for part in TOGETHER[screen.here]:
        target = pilot.app if part is Context.APP else screen.target(part)
        yield from ((command, target) for command in of(part))


async def _check(pilot: Pilot[int]) -> None:
    """Everything in force is offered, and somebody carries it out."""
    offered = await _offered(pilot)
    in_force = list(_commands_in_force(pilot))
    assert len(offered) == len(in_force)
    assert [command.id for command, target in in_force if not _can(target, command.action)] == []


@pytest.mark.parametrize("tab", ["1", "2", "3", "4", "5", "6"])
async def test_every_tab_offers_all_its_commands(opened, tab):
    async with opened() as pilot:
        await pilot.press(tab)
        await _check(pilot)


async def test_every_modal_screen_offers_all_its_commands(opened):
    async with opened() as pilot:
        await pilot.press("question_mark")
        await shows(pilot, "Keys on Alerts")
        assert isinstance(pilot.app.screen, HelpScreen)
        await _check(pilot)
        await pilot.press("q", "e")
        assert isinstance(pilot.app.screen, ReasonScreen)
        await _check(pilot)
        await pilot.press("q", "o")
        await shows(pilot, "record 999")
        assert isinstance(pilot.app.screen, RecordScreen)
        await _check(pilot)


@pytest.mark.parametrize(
    ("key", "says", "screen"),
    [
        ("s", "Snooze alert 1", ChoiceScreen),
        ("n", "Note: alert 1", PromptScreen),
        ("S", "It would hide", SilenceScreen),
        ("b", "begin here", BrushScreen),
        ("H", "# Hand-over", HandoverScreen),
    ],
)
async def test_every_question_offers_all_its_commands(opened, key, says, screen):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press(key)
        await shows(pilot, says)
        assert isinstance(pilot.app.screen, screen)
        await _check(pilot)


async def test_the_palette_runs_what_is_chosen(opened):
    async with opened() as pilot:
        await pilot.press("colon")
        await pilot.press(*"tab top")
        await shows(pilot, "Tab Top")
        await pilot.press("enter")
        await shows(pilot, "[2 Top]", "203.0.113.7")


def test_a_shown_key_prints():
    assert all(shown(command.shown_key) == command.shown_key for command in COMMANDS)


@pytest.mark.parametrize(
    ("key", "says", "title"),
    [
        ("H", "# Hand-over", "Keys on a hand-over"),
        ("i", "source.ip", "Keys among an alert's values"),
        ("8", "0 silences", "Keys among silences"),
    ],
)
async def test_a_page_over_the_tabs_has_its_own_help(opened, key, says, title):
    async with opened() as pilot:
        await pilot.press(key)
        await shows(pilot, says)
        await pilot.press("question_mark")
        await shows(pilot, title)
        await pilot.press("q")
        await shows(pilot, says)


def test_keys_that_move_are_printed_as_arrows():
    assert [printed(key) for key in ("up", "down", "left", "right")] == ["↑", "↓", "←", "→"]
