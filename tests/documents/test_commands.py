"""Every command of the documentation does what it says, on a database of the sample logs."""

import re
import shlex
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

from tests.command_lines import problem
from tests.documents.reading import (
    DOCS,
    PAGES,
    Command,
    Mark,
    Written,
    commands,
    files,
    marks,
    named,
    spans,
)
from tests.documents.stage import Stage, fits, sample_database

EMPTY = re.compile(r"^no (?:alerts|cases|events|silences|values)$", re.MULTILINE)
_TYPED = {DOCS / "tutorial.md"}
"""Pages that a reader follows word by word: the numbers of alerts are those that they will see."""
RUN = [page for page in PAGES if DOCS in page.parents]
"""Pages whose commands are run; those that README.md only names are looked up there."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the sample logs; each page gets a copy."""
    return sample_database(tmp_path_factory.mktemp("samples"))


def _mark(command: str, found: list[Mark]) -> Mark | None:
    """What the page says of a command."""
    return next((mark for mark in found if command.startswith(mark.begins)), None)


def _fault(stage: Stage, step: Command, mark: Mark | None) -> str | None:
    """What is wrong with a command of a page; None: nothing."""
    outcome = stage.run(step)
    wanted = mark.code if mark else 0
    if outcome.code != wanted:
        return f"ends with {outcome.code}, not {wanted}: {outcome.told()}"
    lost = stage.missing(step, outcome)
    if EMPTY.search(outcome.out + outcome.err):
        return f"finds nothing: {outcome.told()}"
    return f"does not print {lost}: {outcome.told()}" if lost else None


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=named)
def test_every_command_of_a_page_works(page: Path, tmp_path: Path, database: Path):
    text = page.read_text("utf-8")
    said = marks(text)
    stage = Stage(tmp_path, database)
    for file in files(text):
        stage.write(file)
    faults = []
    for command in commands(text):
        mark = _mark(command.text, said)
        if mark is None or mark.code is not None:
            faults.append(_fault(stage, command, mark))
    assert list(filter(None, faults)) == []
    assert page not in _TYPED or stage.renumbered == {}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_in_a_sentence_exists(page: Path):
    text = page.read_text("utf-8")
    faults = {span: problem(_words(span)) for span in spans(text)}
    assert {span: fault for span, fault in faults.items() if fault} == {}


def _words(span: str) -> list[str]:
    """The words behind the program's name, up to where the shell sends what it prints."""
    return list(takewhile(lambda word: word not in (">", "|", "<"), shlex.split(span)[1:]))


@pytest.mark.parametrize("page", RUN, ids=named)
def test_what_is_not_run_is_there(page: Path):
    text = page.read_text("utf-8")
    there = [command.text for command in commands(text)]
    begins = [mark.begins for mark in marks(text)]
    assert [each for each in begins if not any(map(_beginning(each), there))] == []


def _beginning(with_: str) -> Callable[[str], bool]:
    return lambda command: command.startswith(with_)


PAGE = """\
Look with `blotter alerts` at them.

<!-- not run: blotter serve: it goes on -->
<!-- ends with 10: blotter --import-only --exit-on-alerts: there are alerts -->

<!-- file: ~/c.txt
line
-->

```toml title="a/b.toml"
tz = "UTC"
```

```
blotter serve                # in a browser
* * * * * blotter --import-only \\
  /var/log
make demo
blotter sql "SELECT 1
FROM web"
```

```text
blotter is not a command here
```

```console
$ blotter alerts
id  rule
 7  Log4Shell …
```
"""


def test_files_and_commands_of_a_page_are_found():
    assert list(files(PAGE)) == [
        Written("a/b.toml", 'tz = "UTC"\n'),
        Written("~/c.txt", "line\n"),
    ]
    assert list(commands(PAGE)) == [
        Command("blotter serve"),
        Command("blotter --import-only   /var/log"),
        Command('blotter sql "SELECT 1\nFROM web"'),
        Command("blotter alerts", ("id  rule", " 7  Log4Shell …")),
    ]


def test_commands_in_sentences_are_found():
    assert spans(PAGE) == ["blotter alerts"]


def test_marks_are_found():
    assert marks(PAGE) == [
        Mark("blotter serve", "it goes on", None),
        Mark("blotter --import-only --exit-on-alerts", "there are alerts", 10),
    ]


@pytest.mark.parametrize(
    ("shown", "real", "fit"),
    [
        ("a  b", "a b", True),
        ("a … c", "a b b c", True),
        ("a …", "a", True),
        ("a b", "a b c", False),
        ("(a)", "a", False),
    ],
)
def test_a_shown_line_is_compared_with_what_was_printed(shown: str, real: str, fit: bool):
    assert fits(shown, real) == fit


def test_a_command_that_fails_is_found(tmp_path: Path, database: Path):
    fault = _fault(Stage(tmp_path, database), Command("blotter events colour:red"), None)
    assert fault is not None
    assert "ends with 2, not 0" in fault


def test_a_line_that_is_not_printed_is_found(tmp_path: Path, database: Path):
    step = Command("blotter alerts severity:critical", (" 7  critical … Log4Shell",))
    fault = _fault(Stage(tmp_path, database), step, None)
    assert fault is not None
    assert "does not print" in fault


def test_numbers_of_alerts_are_taken_from_the_list(tmp_path: Path, database: Path):
    stage = Stage(tmp_path, database)
    line = "7777  critical … 203.0.113.197 Login after a brute force"
    stage.run(Command("blotter alerts", (line,)))
    shown = Command("blotter alerts 7777", ("Alert 7777: Login after a brute force",))
    assert stage.missing(shown, stage.run(shown)) == []
