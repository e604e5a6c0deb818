"""Keys that come at once, as over a slow line: each finds what the one before has brought about."""

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from app.screens.around import AroundScreen
from app.screens.asking import PromptScreen
from app.screens.jump import JumpScreen
from app.screens.place import Tab
from app.screens.reasons import ReasonScreen
from app.screens.record import RecordScreen
from app.screens.silence_screen import SilenceScreen
from app.screens.workbench import Workbench
from tests.app.tui.conftest import at_once, shows
from tests.widgets.harness import screen_text, until


def bench(pilot: Pilot[int]) -> Workbench:
    (found,) = (one for one in pilot.app.screen_stack if isinstance(one, Workbench))
    return found


async def test_a_filter_that_is_entered_takes_no_further_key(opened):
    async with opened() as pilot:
        at_once(pilot, "slash", *"ip:198.51.100.23", "enter", "c", "at")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
        assert [each.place.filter.text() for each in bench(pilot)._trail.branches()] == [
            "",
            "ip:198.51.100.23",
            "",
        ]


async def test_a_filter_that_is_left_takes_no_further_key(opened):
    async with opened() as pilot:
        at_once(pilot, "slash", *"ip:1", "escape", "2")
        await shows(pilot, "[2 Top]", "no filter")


async def test_a_wrong_filter_keeps_taking_keys(opened):
    async with opened() as pilot:
        at_once(pilot, "slash", *"usr:root", "enter", "2")
        line = bench(pilot).query_one(Input)
        await until(pilot, lambda: line.value == "2usr:root")
        await shows(pilot, "[1 Alerts]")


async def test_what_is_corrected_while_typing_is_corrected_in_order(opened):
    async with opened() as pilot:
        at_once(pilot, "slash", *"user:rooX", "backspace", "t", "enter")
        await until(pilot, lambda: bench(pilot).filter.text() == "user:root")


async def test_after_a_time_keys_mean_the_list_that_it_leads_to(opened):
    async with opened() as pilot:
        at_once(pilot, "at", *"2026-11-20", "enter", "a")
        await until(pilot, lambda: isinstance(pilot.app.screen, AroundScreen))
        assert bench(pilot)._tab is Tab.EVENTS


async def test_a_row_key_after_a_filter_means_a_row_that_it_leaves(opened):
    async with opened() as pilot:
        at_once(pilot, "4", "slash", *"ip:198.51.100.23", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen))
        await shows(pilot, "source.ip", "198.51.100.23")


async def test_a_time_that_is_left_takes_no_further_key(opened):
    async with opened() as pilot:
        at_once(pilot, "at", *"14:", "escape", "2")
        await shows(pilot, "[2 Top]")


async def test_a_note_takes_what_was_typed_and_no_more(opened):
    async with opened() as pilot:
        at_once(pilot, "n", *"asked", "enter", "4")
        await shows(pilot, "[4 Events]", "noted")


async def test_an_empty_note_says_so_and_stays(opened):
    async with opened() as pilot:
        at_once(pilot, "n", "enter", *"ok")
        await shows(pilot, "Type something", "ok")
        assert isinstance(pilot.app.screen, PromptScreen)


async def test_a_prompt_that_is_left_takes_no_further_key(opened):
    async with opened() as pilot:
        at_once(pilot, "t", *"tor", "escape", "j", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonScreen))
        assert bench(pilot).pane.spot == 2


async def test_a_prompt_behind_a_choice_takes_what_is_typed(opened):
    async with opened() as pilot:
        at_once(pilot, "s", "6", *"2h", "enter", "4")
        await shows(pilot, "[4 Events]", "snoozed")


async def test_lines_of_a_silence_take_their_keys_in_order(opened):
    async with opened() as pilot:
        at_once(pilot, "S", *"scanner", "tab", *"X", "shift+tab", *"!")
        await until(pilot, lambda: isinstance(pilot.app.screen, SilenceScreen))
        await shows(pilot, "scanner!", "30dX")


async def test_a_silence_that_is_left_takes_no_further_key(opened):
    async with opened() as pilot:
        at_once(pilot, "S", *"scanner", "escape", "4")
        await shows(pilot, "[4 Events]")


async def test_the_palette_takes_what_is_typed_and_no_more(opened):
    async with opened() as pilot:
        at_once(pilot, "colon", *"Tab He", "escape", "2")
        await shows(pilot, "[2 Top]")


async def test_pasted_text_stands_between_the_keys_around_it(opened):
    async with opened() as pilot:
        at_once(pilot, "slash", *"user:")
        pilot.app.post_message(events.Paste("ro"))
        at_once(pilot, *"ot", "enter")
        await until(pilot, lambda: bench(pilot).filter.text() == "user:root")


async def test_back_right_after_a_tab_does_not_quit(opened):
    async with opened() as pilot:
        at_once(pilot, "4", "q", "2", "q", "3")
        await shows(pilot, "[3 Live]")


async def test_keys_behind_the_one_that_quits_are_dropped(opened):
    async with opened() as pilot:
        at_once(pilot, "q", "a", "a")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)
    assert pilot.app.return_value == 0


async def test_what_stands_around_a_record_opens_at_once(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        at_once(pilot, "slash", *"user:root", "enter")
        await shows(pilot, "user:root", "▌")
        at_once(pilot, "a", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, AroundScreen))
        assert "[2 Top]" not in screen_text(pilot.app)
