"""Rules that come later judge what was stored before."""

from dataclasses import replace
from datetime import UTC

import pytest

from store.database.connection import Writer
from store.rules.alerting.changes import Changes
from store.rules.keeping import catching_up
from store.rules.windows import Bounds
from tests.store.rules.shelf import (
    ANY,
    BURST,
    CHAIN,
    FAILED,
    LOGIN,
    PACK,
    SLOW,
    alerts,
    asked,
    catch_up,
    from_the_start,
    happen,
    history,
    refresh,
)


def test_old_alerts_stay_with_the_version_that_made_them(writer, shelf):
    shelf.put(*PACK)
    happen(writer, history(1), refresh(writer, shelf))
    before = asked(writer, "SELECT * FROM alerts WHERE rule = 4")
    shelf.put(FAILED, LOGIN, ANY, replace(BURST, hash="b2", bounds=Bounds.at_least(4)))
    catch_up(writer, refresh(writer, shelf))
    assert before
    assert asked(writer, "SELECT * FROM alerts WHERE rule = 4") == before


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_new_rule_finds_in_history_what_it_would_have_found(
    tmp_path, writer, shelf, monkeypatch, seed, at_once
):
    monkeypatch.setattr(catching_up, "_AT_ONCE", at_once)
    shelf.put(ANY)
    happen(writer, history(seed), refresh(writer, shelf))
    shelf.put(*PACK)
    changes = catch_up(writer, refresh(writer, shelf))
    expected = from_the_start(tmp_path, history(seed), shelf)
    assert alerts(writer) == expected
    assert {each.rule_uuid for each in expected} == {"any", "burst", "chain"}
    assert len(changes.opened) >= sum(each.rule_uuid != "any" for each in expected)


def test_what_happens_after_the_catching_up_goes_on_from_there(tmp_path, writer, shelf):
    everything = history(5)
    shelf.put(ANY)
    happen(writer, everything[:35], refresh(writer, shelf))
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    catch_up(writer, active)
    happen(writer, everything[35:], active)
    assert alerts(writer) == from_the_start(tmp_path, everything, shelf)


def test_a_rule_that_comes_back_looks_at_what_it_missed(tmp_path, writer, shelf):
    everything = history(6)
    shelf.put(*PACK)
    happen(writer, everything[:20], refresh(writer, shelf))
    shelf.put(FAILED, LOGIN, ANY, BURST)
    happen(writer, everything[20:40], refresh(writer, shelf))
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    catch_up(writer, active)
    happen(writer, everything[40:], active)
    assert alerts(writer) == from_the_start(tmp_path, everything, shelf)


def test_a_rule_that_begins_to_make_alerts_looks_at_history(tmp_path, writer, shelf):
    shelf.put(*(replace(each, alerts=each is CHAIN) for each in PACK))
    happen(writer, history(7), refresh(writer, shelf))
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    assert alerts(writer) == from_the_start(tmp_path, history(7), shelf)


class Killed(Exception):  # noqa: N818 - it is no error, it is the end
    """The program ends here."""


def kill(done: int, total: int) -> None:
    """End the program as soon as something has been judged."""
    raise Killed


def test_a_catching_up_that_was_killed_goes_on_where_it_was(tmp_path, writer, shelf, monkeypatch):
    monkeypatch.setattr(catching_up, "_AT_ONCE", 13)
    happen(writer, history(2))
    shelf.put(*PACK)
    marks = []
    for _ in range(3):
        with pytest.raises(Killed):
            catching_up.catch_up(writer, refresh(writer, shelf), UTC, 0, kill)
        marks += asked(writer, "SELECT DISTINCT event FROM judged")
    catch_up(writer, refresh(writer, shelf))
    assert marks == [(13,), (26,), (39,)]
    assert alerts(writer) == from_the_start(tmp_path, history(2), shelf)


def test_rules_that_have_seen_everything_judge_nothing(writer, shelf):
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    happen(writer, history(3), active)
    assert catching_up.catch_up(writer, active, UTC, 0, kill) == Changes()


def test_catching_up_tells_how_far_it_is(writer, shelf, monkeypatch):
    monkeypatch.setattr(catching_up, "_AT_ONCE", 25)
    happen(writer, history(3))
    shelf.put(*PACK)
    told: list[tuple[int, int]] = []
    active = refresh(writer, shelf)
    catching_up.catch_up(writer, active, UTC, 0, lambda done, total: told.append((done, total)))
    assert told == [(25, 60), (50, 60), (60, 60)]


def test_an_analysts_decision_outlives_a_catching_up(writer, shelf):
    shelf.put(FAILED, LOGIN, ANY, BURST)
    happen(writer, history(4), refresh(writer, shelf))
    with writer.transaction() as connection:
        connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign'")
    before = asked(writer, "SELECT * FROM alerts")
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    assert asked(writer, "SELECT * FROM alerts WHERE status = 'closed'") == before


def test_a_rule_that_cannot_judge_history_says_why(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    rows = asked(writer, "SELECT uuid, error FROM rules WHERE error IS NOT NULL")
    assert [(uuid, "nonsense" in str(error)) for uuid, error in rows] == [("any", True)]


def test_nothing_has_happened_yet(writer, shelf):
    shelf.put(*PACK)
    assert catch_up(writer, refresh(writer, shelf)) == Changes()


def hits_of(writer: Writer) -> dict[str, int]:
    """How many records each rule hit."""
    query = "SELECT uuid, hits FROM rule_costs c JOIN rules r ON r.id = c.rule"
    return {str(uuid): int(str(hits)) for uuid, hits in asked(writer, query)}


def test_history_is_counted_for_rules_that_had_not_seen_it(writer, shelf):
    happen(writer, history(4))
    shelf.put(FAILED, LOGIN)
    catch_up(writer, refresh(writer, shelf))
    before = hits_of(writer)
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    after = hits_of(writer)
    assert (after["failed"], after["login"]) == (before["failed"], before["login"])
    assert after["burst"] == after["failed"] > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rule_that_counts_what_another_does_finds_it_in_history(tmp_path, writer, shelf, seed):
    everything = history(seed, 90)
    shelf.put(*PACK)
    happen(writer, everything[:60], refresh(writer, shelf))
    before = asked(writer, "SELECT count(*) FROM hits")
    shelf.put(*PACK, SLOW)
    active = refresh(writer, shelf)
    catch_up(writer, active)
    assert asked(writer, "SELECT count(*) FROM hits") == before
    happen(writer, everything[60:], active)
    assert alerts(writer) == from_the_start(tmp_path, everything, shelf)
    assert "slow" in {each.rule_uuid for each in alerts(writer)}


def test_a_ledger_goes_on_without_the_rule_that_began_it(tmp_path, writer, shelf):
    everything = history(4, 90)
    shelf.put(FAILED, LOGIN, BURST, SLOW)
    happen(writer, everything[:45], refresh(writer, shelf))
    shelf.put(FAILED, LOGIN, SLOW)
    happen(writer, everything[45:], refresh(writer, shelf))
    found = [each for each in alerts(writer) if each.rule_uuid == "slow"]
    assert found == from_the_start(tmp_path, everything, shelf)
