"""A rule that was drafted finds what its filter finds, and its examples show it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
import yaml

import sample_logs
from app.importing.importing_command import import_command
from store.database.connection import reader
from store.drafting.rule import Wish, draft
from store.errors import ActionError
from store.filters.grammar import parse
from store.queries import events
from store.queries.conditions import events_where
from store.rules.compiling.compiler import compile_files
from store.rules.telling.examples import outcomes
from store.rules.telling.trying import tried

SAMPLES = Path(sample_logs.__file__).parent


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("samples") / "samples.db"
    words = ["--import-only", "--quiet", "--db", str(found), str(SAMPLES)]
    subprocess.run(import_command(words), check=True)
    return found


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    found = reader(database)
    yield found
    found.close()


def wish(text: str, *chosen: int) -> Wish:
    return Wish("Mine", parse(text), "ann", "high", chosen, 1_795_000_000_000_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        'status:404 "/wp-login.php" -ip:192.0.2.0/24',
        "action:login outcome:failure user:root,admin dataset:system.auth",
        'dataset:system.auth regex:"invalid user [a-d]"',
        "code:4625 user:*",
        "dataset:apache.error code:AH01618",
        "path:/admin*,*.env* status:4xx,200",
        "category:authentication outcome:failure ip:198.51.100.0/24",
    ],
)
def test_it_finds_what_the_filter_finds(
    connection: sqlite3.Connection, tmp_path: Path, text: str
) -> None:
    drafted = draft(connection, wish(text))
    path = tmp_path / "rule.yml"
    path.write_text(drafted.text)
    rules = compile_files([path]).rules
    results = list(outcomes(rules, rules))
    assert [each.problem for each in results] == [None] * len(results)
    assert any(each.made for each in results)
    found = tried(connection, rules, UTC, None, lambda _done, _all: None)
    of_filter = events_where(parse(text), 0, UTC).of_events()
    (wanted,) = connection.execute(
        f"SELECT sum(max(e.weight, 1)) {of_filter.sql}", of_filter.parameters
    )
    assert wanted[0]
    assert sum(each.total for each in found.alerts) == wanted[0]


@pytest.mark.slow
def test_events_that_are_chosen_are_its_examples(connection: sqlite3.Connection) -> None:
    where = events_where(parse("action:login outcome:failure dataset:system.auth"), 0, UTC)
    chosen = [each.id for each in events.page(connection, where, limit=40)][30:32]
    document = yaml.safe_load(draft(connection, wish("action:login", *chosen)).text)
    lines = [line for each in document["blotter"]["examples"] for line in each["lines"]]
    assert len(lines) == len(chosen) + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "chosen", "reason"),
    [
        ("user:nobody_at_all", (), "no event meets"),
        ("outcome:failure", (), "add dataset:"),
        ("action:login", (999_999_999,), "does not find event"),
    ],
)
def test_what_makes_no_rule(
    connection: sqlite3.Connection, text: str, chosen: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(ActionError, match=reason):
        draft(connection, wish(text, *chosen))
