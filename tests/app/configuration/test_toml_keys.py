"""The table `[app.keys]`: what it may say, and where it is wrong."""

import json

import pytest

from app.commands.config import COMMAND
from app.configuration.config import load
from app.keyboard.key_names import key_named


def _checked(runner, tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(text)
    return path, runner(COMMAND, "check", "--config", str(path))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('"alerts.acknowlege" = "f5"', "did you mean 'alerts.acknowledge'?"),
        ('"alerts.acknowledge" = "hyper+x"', "no key 'hyper+x'"),
        ('"alerts.acknowledge" = "é"', "no key 'é'"),
        ('"alerts.acknowledge" = "ctrl+b"', "ctrl+b cannot be used: it is the prefix of tmux"),
        ('"alerts.acknowledge" = 3', "has to be a key, or a list of keys"),
        ('"alerts.acknowledge" = []', "has to be a key, or a list of keys"),
        ('"app.theme" = "T"', "T is text where something is typed"),
        ('alerts.acknowledge = "e"', "e would mean alerts.acknowledge and alerts.close"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(runner, tmp_path, line, says):
    path, done = _checked(runner, tmp_path, f"[app.keys]\n{line}\n")
    assert done.code == 78
    column = 2 if line.startswith('"') else 1
    assert f"{path}:2:{column}: " in done.err
    assert says in done.err


def test_a_collision_names_both_commands_and_both_places(runner, tmp_path):
    text = '[app.keys]\n"alerts.acknowledge" = "f5"\n"alerts.close" = ["f6", "f5"]\n'
    path, done = _checked(runner, tmp_path, text)
    assert done.code == 78
    assert f"{path}:3:2: " in done.err
    said = "f5 would mean alerts.close and alerts.acknowledge (line 2, column 2) on Alerts"
    assert said in done.err


def test_a_key_may_mean_two_things_where_only_one_is_at_hand(runner, tmp_path):
    text = '[app.keys]\n"top.by" = "f5"\n"events.order" = "f5"\n'
    assert _checked(runner, tmp_path, text)[1].code == 0


def test_two_commands_may_exchange_their_keys(runner, tmp_path):
    text = '[app.keys]\n"alerts.acknowledge" = "e"\n"alerts.close" = "a"\n'
    assert _checked(runner, tmp_path, text)[1].code == 0


@pytest.mark.parametrize("quoted", ['"alerts.acknowledge"', "alerts.acknowledge"])
def test_an_id_may_stand_without_quotation_marks(tmp_path, quoted):
    path = tmp_path / "c.toml"
    path.write_text(f"[app.keys]\n{quoted} = ['f9', 'Ctrl+K']\n")
    assert load(path).app.keys == {"alerts.acknowledge": ("f9", "ctrl+k")}


def test_keys_are_shown_with_their_place(runner, tmp_path):
    path, done = _checked(runner, tmp_path, '[app.keys]\nalerts.acknowledge = "f5"\n')
    assert done.code == 0
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(path)).out)
    found = shown['app.keyboard.keys."alerts.acknowledge"']
    assert found == {"value": ["f5"], "origin": f"{path}:2:1"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("A", "A"), ("7", "7"), ("/", "slash"), (" ", "space"), ("@", "at"), ("-", "minus")),
        *(("+", "plus"), ("_", "underscore"), ("\\", "backslash"), (",", "comma")),
        *(("Enter", "enter"), ("F5", "f5"), ("Ctrl+K", "ctrl+k"), ("question_mark",) * 2),
    ],
)
def test_the_name_of_a_key(text, name):
    assert key_named(text) == name
