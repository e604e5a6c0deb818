"""Keys of the user's: they work, and every place that tells of keys tells of them."""

from textual.keys import _character_to_key

from app.configuration.configured import AppWishes
from app.keyboard.key_names import PUNCTUATION, key_named
from app.keyboard.keys import COMMANDS
from app.palette import Commands
from app.screens.help import help_lines
from app.tui import BlotterApp
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text

_KEYS = {
    "alerts.acknowledge": ("e",),
    "alerts.close": ("comma", "a"),
    "list.down": ("f5", "down"),
    "tab.top": ("f2",),
}


def _app(database):
    return BlotterApp(database, wishes=AppWishes(keys=_KEYS))


async def test_commands_do_under_their_new_keys_what_they_did(database):
    app = _app(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts", "▌■ crit")
        await pilot.press("f5")
        await shows(pilot, "▌▲ high")
        await pilot.press("e")
        await shows(pilot, "acknowledged alert 2")
        await pilot.press("comma")
        await shows(pilot, "Insufficient data")
        await pilot.press("q", "f2")
        await shows(pilot, "[2 Top]")


async def test_a_key_that_was_taken_away_does_nothing(database):
    app = _app(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts", "▌■ crit")
        await pilot.press("j", "2")
        await pilot.pause(0.2)
        assert "▌■ crit" in screen_text(app)
        assert "[1 Alerts]" in screen_text(app)


async def test_the_key_line_the_help_and_the_palette_tell_of_them(database):
    app = _app(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts", "e ack", ", close")
        provider = Commands(app.screen)
        offered = [str(hit.prompt) async for hit in provider.discover()]
        assert any("(f2)" in each for each in offered)
        text = "\n".join(line.text for line in help_lines(app.screen.here, app))
        assert "  f2                     Tab Top" in text
        await pilot.press("question_mark")
        await shows(pilot, "Keys on Alerts", ", a                    Close")


def test_every_character_is_called_as_the_screen_calls_it():
    characters = [*PUNCTUATION.values(), "a", "Z", "0"]
    assert [key_named(each) for each in characters] == [
        _character_to_key(each) for each in characters
    ]


def test_every_key_that_a_command_has_can_be_written_in_a_configuration():
    written = {key for command in COMMANDS for key in command.all_keys}
    assert {key: key_named(key) for key in written} == {key: key for key in written}
