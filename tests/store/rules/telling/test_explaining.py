"""Why rules hit a record, and what was missing for the others."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from store.database.connection import reader
from store.database.recall import records
from store.rules.compiled import RuleType
from store.rules.keeping.catalogue import stored
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.matcher import Matcher
from store.rules.telling.explaining import Explanation, explained
from tests.store.importing.running import run, template

_GUESS = (
    "Nov 20 03:{0:02}:{1:02} web1 sshd[{2}]: "
    "Failed password for {3} from 203.0.113.7 port 4000 ssh2\n"
)
_LOG = "".join(
    [
        *(_GUESS.format(10, second, 100 + second, "carol") for second in range(30)),
        _GUESS.format(11, 0, 200, "root"),
        "Nov 20 03:12:00 web1 sshd[2]: Accepted password for carol from 203.0.113.7 port 4 ssh2\n",
        "Nov 20 03:13:00 web1 nothing[1]: what no rule looks for\n",
        "Nov 20 05:13:00 web1 sshd[3]: Failed password for dave from 203.0.113.99 port 4 ssh2\n",
    ]
)
_LAST_GUESS, _ROOT, _LOGIN, _OTHER, _LONELY = 30, 31, 32, 33, 34


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    database = template(folder)
    log = folder / "auth.log"
    log.write_text(_LOG)
    run(database, log)
    return database


@pytest.fixture
def database(made: Path) -> Iterator[sqlite3.Connection]:
    opened = reader(made)
    yield opened
    opened.close()


def _explained(database: sqlite3.Connection, event: int) -> Explanation:
    found = explained(database, event, UTC)
    assert found is not None
    return found


@pytest.mark.parametrize("event", [1, _LAST_GUESS, _ROOT, _LOGIN, _OTHER, _LONELY])
def test_those_match_that_the_matcher_hits(database, event):
    rules = [each.rule for each in stored(database)]
    batch = Batch(list(records(database, event, event)), Contents(UTC))
    hit = {rules[at].uuid for at in Matcher(rules, UTC).hits(batch)}
    assert {each.uuid for each in _explained(database, event).matched} == hit


def test_a_rule_that_matches_says_what_held(database):
    found = next(each for each in _explained(database, _ROOT).matched if "privileged" in each.title)
    assert "user.name is root or administrator or admin" in [one.words for one in found.conditions]
    assert all(one.holds for one in found.conditions)


def test_the_alert_that_a_record_is_evidence_of_is_named(database):
    alert = {each.alert for each in _explained(database, _LAST_GUESS).matched} - {None}
    assert alert <= {row[0] for row in database.execute("SELECT id FROM alerts")}
    assert alert


def test_a_count_tells_how_far_it_got(database):
    counts = [count for each in _explained(database, _LONELY).matched for count in each.counting]
    assert counts
    assert all(count.found == 1 < count.least for count in counts)


def test_a_count_that_was_reached_says_so(database):
    counts = [
        count for each in _explained(database, _LAST_GUESS).matched for count in each.counting
    ]
    assert any(count.found >= count.least for count in counts)


def test_the_nearest_lack_least_and_say_what(database):
    nearest = _explained(database, _LAST_GUESS).nearest
    missing = [each.missing for each in nearest]
    assert missing == sorted(missing)
    assert missing[0] == 1
    privileged = next(each for each in nearest if "privileged" in each.title)
    (lacking,) = [one for one in privileged.conditions if not one.holds]
    assert lacking.values == (("user.name", "carol"),)


def test_no_rule_is_near_a_record_that_none_is_about(database):
    found = _explained(database, _OTHER)
    assert found.matched == ()


def test_there_is_nothing_to_say_of_a_record_that_is_not_there(database):
    assert explained(database, 999, UTC) is None


def test_only_rules_for_its_kind_are_asked(database):
    kinds = [each for each in stored(database) if each.rule.type is RuleType.EVENT]
    assert 0 < _explained(database, 1).asked < len(kinds)
