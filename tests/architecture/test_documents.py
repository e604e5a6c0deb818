"""What the documents promise is there, and nothing in them reaches for the network."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.cli import blotter
from app.main_command import COMMAND as MAIN

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
PICTURES = [
    *sorted((ROOT / "docs").glob("*.svg")),
    *sorted((ROOT / "tests").rglob("__snapshots__/**/*.svg")),
]
NAMESPACE = "http://www.w3.org/2000/svg"
FOREIGN = {"uv", "pipx", "pip"}
"""Installers: programs in the documents that are not our own."""

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`((?:blotter|make) [^`\n]+)`")
_PLACE = re.compile(r"`(\w+(?:/\w+)+(?:\.\w+)?|\w+\.py)`")
_CRON = re.compile(r"^(?:\S+ ){5}(?=blotter )")


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _links(document: Path) -> Iterator[str]:
    for target in _LINK.findall(_BLOCK.sub("", document.read_text())):
        if "://" not in target and not target.startswith("mailto:"):
            yield target.partition("#")[0]


def _commands(document: Path) -> Iterator[str]:
    """The commands in a document's code, without comments."""
    text = document.read_text()
    for language, block in _BLOCK.findall(text):
        if language in ("", "sh", "console"):
            for line in block.splitlines():
                yield _CRON.sub("", line).partition(" #")[0].strip()
    yield from _SPAN.findall(text)


def _loaded(group: click.Group, name: str) -> click.Command | None:
    """A command of a group; None where the group has none of that name."""
    context = click.Context(group)
    return group.get_command(context, name) if name in group.list_commands(context) else None


def _found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words name, and what follows its name.

    Raises:
        LookupError: They name none.
    """
    command = _loaded(blotter, words[0]) if words else None
    if command is None:
        return MAIN, words
    words = words[1:]
    if isinstance(command, click.Group):
        default = getattr(command, "default_cmd_name", None)
        named = _loaded(command, words[0]) if words else None
        if named is not None:
            return named, words[1:]
        if default is None:
            raise LookupError(words)
        return _loaded(command, default) or command, words
    return command, words


def _unknown_options(words: list[str]) -> list[str]:
    """The options that the command which the words name does not have."""
    command, rest = _found(words)
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    given = [word.partition("=")[0] for word in rest if word.startswith("--")]
    return [name for name in given if name not in known | {"--help"}]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _faults(command: str) -> list[str]:
    """What a command line of a document names that there is not."""
    if not command:
        return []
    program, *words = shlex.split(command.partition("<")[0])
    if program == "make":
        return [word for word in words if "=" not in word and word not in _targets()]
    if program == "blotter":
        return _unknown_options(words)
    if program.endswith("/python"):
        return [] if (ROOT / words[0]).is_file() else words[:1]
    return [] if program in FOREIGN else [program]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_named)
def test_every_link_leads_somewhere(document: Path):
    targets = [target for target in _links(document) if target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def _places_missing(text: str) -> list[str]:
    """The modules and folders that a text names, from here or from the store, and that are not."""
    return [
        place
        for place in _PLACE.findall(_BLOCK.sub("", text))
        if not (ROOT / place).exists() and not (ROOT / "store" / place).exists()
    ]


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_module_that_is_named_is_there(name: str):
    text = (ROOT / name).read_text()
    assert _PLACE.search(text)
    assert _places_missing(text) == []


@pytest.mark.parametrize("house", ["app", "store", "store/rules"])
def test_every_package_has_its_sentence(house: str):
    rows = re.findall(r"^\| (`.*?`) \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    packages = {path.parent.name for path in (ROOT / house).glob("*/__init__.py")}
    assert packages
    assert packages - told == set()


def test_a_module_that_is_not_there_is_found():
    text = "`text.py`, `store/text.py` and `app/screens`; not `words.py` or `store/words`"
    assert _places_missing(text) == ["words.py", "store/words"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "benchmarks/README.md"])
def test_every_command_exists(name: str):
    found = [command for command in _commands(ROOT / name) if command]
    assert found
    assert {command: _faults(command) for command in found if _faults(command)} == {}


@pytest.mark.parametrize(
    ("command", "faults"),
    [
        ("blotter /var/log --wait 3", []),
        ("blotter /var/log --wiat 3", ["--wiat"]),
        ("blotter alerts --format json", []),
        ("blotter alerts close 7 --raeson x", ["--raeson"]),
        ("make no-such-thing", ["no-such-thing"]),
        ("bolter", ["bolter"]),
        (".venv/bin/python benchmarks/none.py", ["benchmarks/none.py"]),
    ],
)
def test_a_command_that_does_not_exist_is_found(command: str, faults: list[str]):
    assert _faults(command) == faults


def test_a_command_of_a_group_that_does_not_exist_is_found():
    with pytest.raises(LookupError):
        _faults("blotter rules chek my-rules/")


def test_the_documents_are_found():
    names = {_named(path) for path in DOCUMENTS}
    assert {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= names
    assert "ARCHITECTURE.md" in set(_links(ROOT / "README.md"))


@pytest.mark.parametrize("picture", PICTURES, ids=_named)
def test_pictures_name_no_other_machine(picture: Path):
    drawn = re.sub(r"<text[^>]*>[^<]*</text>", "", picture.read_text())
    assert set(re.findall(r"[a-z]+://[^\s\"'<>)]+", drawn)) == {NAMESPACE}
    assert "@font-face" not in drawn
    assert "@import" not in drawn
