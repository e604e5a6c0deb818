"""The table `[app]`: what it may say, and where it is wrong."""

import json

import pytest

from app.commands.config import COMMAND


def _checked(runner, tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(text)
    return path, runner(COMMAND, "check", "--config", str(path))


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('[app]\ntheme = "drak"\n', "2:1", "theme: no theme 'drak'; did you mean 'dark'?"),
        ('[app]\ntheme = "x"\n', "2:1", "known are dark, light, high-contrast, terminal"),
        ("[app]\ntheme = 3\n", "2:1", "theme has to be a text"),
        ('[app]\nthem = "dark"\n', "2:1", "unknown key 'them'; did you mean 'theme'?"),
        ('[app]\ntz = "Europe/Berln"\n', "2:1", "tz: no zone 'Europe/Berln'; did you mean"),
        ('[app]\ntz = "CET/../x"\n', "2:1", "tz: no zone 'CET/../x'"),
        ("[app]\ntz = 1\n", "2:1", "tz has to be a text"),
        ('[app]\ntzz = "UTC"\n', "2:1", "unknown key 'tzz'; did you mean 'tz'?"),
        ('app = "dark"\n', "1:1", "app has to be a table: [app]"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(runner, tmp_path, text, place, says):
    path, done = _checked(runner, tmp_path, text)
    assert done.code == 78
    assert f"{path}:{place}: " in done.err
    assert says in done.err


def test_what_is_sound_is_shown_with_its_place(runner, tmp_path):
    text = '[app]\ntheme = "light"\ntz = "Asia/Kolkata"\n'
    path, done = _checked(runner, tmp_path, text)
    assert done.code == 0
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(path)).out)
    assert shown["app.tz"] == {"value": "Asia/Kolkata", "origin": f"{path}:3:1"}
    assert shown["app.theme"] == {"value": "light", "origin": f"{path}:2:1"}
