"""Sentences that name keys name those that are in force."""

import ast
import re
from pathlib import Path

import pytest

from app import screens
from app.configuration.configured import AppWishes
from app.keyboard.keys import COMMANDS
from app.screens.key_words import KeyWords
from app.tui import BlotterApp
from tests.app.tui.conftest import shows

_OWN = {
    "filter.clear": ("f5",),
    "filter.edit": ("f6",),
    "tab.events": ("f7",),
    "triage.undo": ("f8",),
    "alerts.escalate": ("f9",),
    "cases.new": ("f10",),
    "prompt.back": ("ctrl+x",),
    "events.open": ("f11",),
    "events.switch": ("f12",),
}


def _app(database):
    return BlotterApp(database, wishes=AppWishes(keys=_OWN))


def _sentences() -> list[str]:
    """Every text in the code of the screens but docstrings."""
    found = []
    for path in Path(str(screens.__file__)).parent.glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        found += [
            node.value
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
        ]
    return found


def test_a_sentence_names_the_first_key_of_the_user():
    words = KeyWords({"filter.clear": ("f5", "c")})
    assert words("{filter.clear} drops it, {tab.events} shows it") == "f5 drops it, 4 shows it"


def test_without_keys_of_the_user_it_names_the_declared_one():
    assert KeyWords()("{alerts.open} unfolds, {prompt.back} leaves") == "Enter unfolds, esc leaves"


def test_an_unknown_command_is_a_mistake():
    with pytest.raises(KeyError):
        KeyWords()("{no.such} does")


def test_every_command_that_a_sentence_names_exists():
    ids = {command.id for command in COMMANDS}
    named = {one for text in _sentences() for one in re.findall(r"\{([a-z_]+\.[a-z_.]+)\}", text)}
    assert named
    assert named <= ids


def test_no_sentence_names_a_key_by_itself():
    does = r"(drops|shows|opens|unfolds|takes|changes|tries|silences|escalates|leaves)\b"
    named = re.compile(rf"(^|[ ·:.])(Enter|esc|Tab|[^\w\s}}…]|\w) {does}")
    assert [text for text in _sentences() if named.search(text)] == []


async def test_where_no_alert_matches(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("f6", *"status:closed", "enter")
        await shows(pilot, "No alert matches. f5 drops the filter, f7 shows the records.")


async def test_how_the_filter_is_edited(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts", "f6 to filter")


async def test_what_takes_a_decision_back(database):
    async with _app(database).run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("a")
        await shows(pilot, "f8 takes it back")


async def test_what_leaves_a_prompt(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("n", "enter")
        await shows(pilot, "Type something, or leave with ^x.")


async def test_what_makes_the_first_case(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("5")
        await shows(pilot, "No case yet. f9 on an alert escalates it to one; f10 opens one.")


async def test_what_opens_a_bar(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("f7")
        await shows(pilot, "1,000 records")
        await pilot.press("f12")
        await shows(pilot, "f11 opens")
