"""Notes on addresses, users, hosts, agents and paths."""

import pytest

from store.database import chain
from store.database.connection import reader
from store.errors import ActionError
from store.queries.remarks import remarks
from store.triage import Actor, redo, undo
from store.triage.remarks import LONGEST, remark, strike
from tests.app.tui.database import build

EVE, BOB = Actor("eve", "soc1"), Actor("bob", "soc2")


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "test.db"
    build(found, events=20)
    return found


def _texts(path, kind="ip", value="192.0.2.9"):
    connection = reader(path)
    found = [each.text for each in remarks(connection, kind, value)]
    connection.close()
    return found


def test_the_latest_note_comes_first(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    remark(path, "ip", "192.0.2.9", "moved in October", BOB)
    assert _texts(path) == ["moved in October", "our scanner"]


def test_a_note_is_about_one_entity(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    assert _texts(path, value="192.0.2.90") == []
    assert _texts(path, kind="user") == []


def test_users_and_hosts_are_known_in_any_letter_case(path):
    remark(path, "user", "Eve", "left in May", EVE)
    assert _texts(path, "user", "EVE") == ["left in May"]


def test_paths_and_agents_differ_by_letter_case(path):
    remark(path, "path", "/A", "ours", EVE)
    assert _texts(path, "path", "/a") == []


def test_a_note_is_taken_back_and_made_again(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    undo(path, EVE)
    assert _texts(path) == []
    redo(path, EVE)
    assert _texts(path) == ["our scanner"]


def test_a_note_is_taken_away_and_that_can_be_taken_back(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    strike(path, 1, BOB)
    assert _texts(path) == []
    undo(path, BOB)
    assert _texts(path) == ["our scanner"]


def test_who_wrote_it_is_in_the_audit_and_the_chain_holds(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    connection = reader(path)
    row = connection.execute("SELECT actor, verb, kind, number FROM actions").fetchone()
    assert tuple(row) == ("eve", "remark", "note", 1)
    assert chain.audit(connection, None).broken is None
    connection.close()


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_what_is_no_note_is_refused(path, text):
    with pytest.raises(ActionError):
        remark(path, "ip", "192.0.2.9", text, EVE)
    assert _texts(path) == []


def test_a_note_is_taken_away_once(path):
    remark(path, "ip", "192.0.2.9", "our scanner", EVE)
    strike(path, 1, EVE)
    with pytest.raises(ActionError, match="taken away already"):
        strike(path, 1, BOB)


def test_what_is_not_there_is_not_taken_away(path):
    with pytest.raises(ActionError, match="no note 7"):
        strike(path, 7, EVE)
