"""What a page of the documentation tells its reader to do: files to write, commands to run.

A block of code with a title is a file of that name, and so is a comment that begins with
`<!-- file: NAME`; all files of a page are there before its first command is run. Of the blocks that
hold a shell's words, each line that names `blotter` is a command, and each that makes ready for one
(`export`, `cp`, `mkdir`). Where a block shows a prompt (`$ `), the lines below it are what the
command prints: spaces count as one, `…` stands for anything, and lines may be left out.

Comments in the page's source say what cannot be had: `<!-- not run: COMMAND: why -->` for commands
that begin so, `<!-- ends with 65: COMMAND: why -->` for those that do not end with 0.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted((*DOCS.rglob("*.md"), ROOT / "README.md"))
"""Every page that somebody reads to learn what to type."""

_BLOCK = re.compile(r"^( *)```(\w*)([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_HIDDEN = re.compile(r"<!-- file: (\S+)\n(.*?)-->", re.DOTALL)
_SPAN = re.compile(r"`(blotter(?: [^`\n]+)?)`")
_MARK = re.compile(r"<!-- (not run|ends with (\d+)): (.+?): (.+?) -->", re.DOTALL)
_CRON = re.compile(r"^(?:[\d*/,-]+ ){5}")
_OURS = re.compile(r"(?<![\w/.-])blotter(?= |$)|^(?:export|cp|mkdir) ")
_SHELL = ("", "sh", "bash", "console")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that the page shows."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command that the page shows."""

    text: str
    shown: tuple[str, ...] = ()
    """Lines that it prints."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says of commands that begin so."""

    begins: str
    why: str
    code: int | None
    """How they end; None: they are not run."""


def named(page: Path) -> str:
    """A page as tests call it."""
    return str(page.relative_to(ROOT))


def files(text: str) -> Iterator[Written]:
    """The files that the page shows, or takes for granted."""
    for _, words, block in _blocks(text):
        title = _TITLE.search(words)
        if title:
            yield Written(title[1], block)
    yield from (Written(name, inside) for name, inside in _HIDDEN.findall(text))


def commands(text: str) -> Iterator[Command]:
    """The commands that the page shows in blocks, in order."""
    for language, words, block in _blocks(text):
        if language in _SHELL and not _TITLE.search(words):
            yield from _prompted(block) if block.startswith("$ ") else _typed(block)


def spans(text: str) -> list[str]:
    """The commands that stand in the page's sentences and tables."""
    return _SPAN.findall(_BLOCK.sub("", text))


def marks(text: str) -> list[Mark]:
    """What the page says of its commands."""
    return [
        Mark(" ".join(begins.split()), " ".join(why.split()), int(code) if code else None)
        for _, code, begins, why in _MARK.findall(text)
    ]


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Language, further words and content of each block."""
    for indent, language, words, inside in _BLOCK.findall(text):
        yield language, words, re.sub(rf"^{indent}", "", inside, flags=re.MULTILINE)


def _typed(block: str) -> Iterator[Command]:
    for line in _whole(block.splitlines()):
        command = _CRON.sub("", line)
        if _OURS.search(_bare(command)):
            yield Command(_bare(command))


def _prompted(block: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        if _OURS.search(_bare(command)):
            yield Command(_bare(command), tuple(line for line in shown if line.strip()))


def _whole(lines: list[str]) -> Iterator[str]:
    """Lines, those that go on joined with what follows."""
    held = ""
    for line in lines:
        held += line
        if held.endswith("\\"):
            held = held[:-1]
        elif _closed(held):
            yield held
            held = ""
        else:
            held += "\n"


def _closed(text: str) -> bool:
    """Whether every quotation in a shell's line has an end."""
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return False
    return True


def _bare(command: str) -> str:
    """A command without the remark behind it."""
    return re.sub(r"(^|\s+)# .*$|\s+#$", "", command).strip()
