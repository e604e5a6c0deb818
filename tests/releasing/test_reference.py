"""The pages of reference say what the code says, and are up to date."""

import json
import subprocess
import sys

import click
import pytest

from app.cli import blotter
from app.keyboard.keys import COMMANDS
from releasing.reference import commands
from releasing.reference.pages import PAGES
from releasing.reference.shared import SHARED
from store.filters.keys import KEYS, TEXT
from tests.documents.reading import DOCS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str):
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "`make reference` writes it anew"


def _all(group: click.Group, path: str) -> list[str]:
    """Every command of a group, with what has to be typed before it."""
    context = click.Context(group)
    found: list[str] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        below = _all(command, f"{path} {name}") if isinstance(command, click.Group) else []
        found += [f"{path} {name}", *below]
    return found


def test_every_command_has_its_place():
    lines = PAGES["reference/commands.md"]().splitlines()
    headings = [line.lstrip("#").strip() for line in lines if line.startswith("##")]
    assert headings == ["blotter", *_all(blotter, "blotter")]


def test_every_key_of_a_filter_has_its_row():
    page = PAGES["reference/filters.md"]()
    assert [name for name in KEYS if name != TEXT and f"| `{name}` | " not in page] == []


def test_every_command_of_the_screen_has_its_row():
    page = PAGES["reference/keys.md"]()
    assert [each.id for each in COMMANDS if f" | `{each.id}` |" not in page] == []


@click.command("try", help="Look into `a_b` and a_b.\n\n\b\none   1\ntwo   2")
@click.argument("words", nargs=-1)
@click.option("--depth", metavar="N", default=3, show_default=True, help="How <deep> it *goes*.")
@click.option("--secret", hidden=True)
def _command() -> None:
    """For the test below."""


def test_a_command_is_told_with_its_options():
    told = commands.command_text(click.Context(_command, info_name="blotter try"), _command.help)
    assert told == (
        "## blotter try\n\n"
        "```text\nblotter try [OPTIONS] [WORDS]...\n```\n\n"
        "Look into `a_b` and a\\_b.\n\n"
        "```text\none   1\ntwo   2\n```\n\n"
        r"- `--depth N`: How \<deep\> it \*goes\*.  \[default: 3\]"
        "\n"
    )


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What a fresh program prints: a command that has run remembers how it was called for help."""
    code = (
        "import json; from releasing.reference.shared import SHARED; "
        "print(json.dumps({name: make() for name, make in SHARED.items()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", SHARED)
def test_what_the_wheel_lays_out_is_what_the_program_prints(printed: dict[str, str], name: str):
    there = DOCS.parent / "releasing" / "share" / name
    assert there.read_text("utf-8") == printed[name], "`make reference` writes it anew"


@pytest.mark.parametrize(
    ("name", "begins"),
    [("man/man1/blotter.1", ".TH BLOTTER 1"), ("zsh/site-functions/_blotter", "#compdef blotter")],
)
def test_what_the_wheel_lays_out_is_what_others_take_it_for(name: str, begins: str):
    assert SHARED[name]().startswith(begins)
