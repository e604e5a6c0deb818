"""Rules in a database: compiled when they change, versioned, and in force or not."""

from dataclasses import replace
from pathlib import Path

from store.database.connection import Writer
from store.errors import Location, RuleError
from store.rules.files.switches import Switch
from store.rules.keeping import catalogue
from store.rules.windows import Bounds
from tests.store.rules.making import write
from tests.store.rules.shelf import (
    ANY,
    BURST,
    FAILED,
    LOGIN,
    PACK,
    SLOW,
    asked,
    catch_up,
    happen,
    history,
    refresh,
)

OWN = """\
title: Ours
id: 3f0e1a52-0000-4000-8000-000000000009
logsource: {category: webserver}
detection:
  a: {sc-status: 418}
  condition: a
"""


def test_rules_that_have_not_changed_are_not_compiled_again(writer, shelf):
    shelf.put(*PACK)
    before = refresh(writer, shelf)
    assert (refresh(writer, shelf), shelf.compiled) == (before, 1)


def test_rules_come_back_from_the_database_as_they_were(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    assert [each.rule for each in catalogue.stored(writer.connection)] == list(PACK)


def test_rules_are_compiled_when_a_placeholder_changes(writer, shelf):
    shelf.put(ANY)
    runs = [{}, {"admins": ["a"]}, {"admins": ["a"]}, {"admins": ["b"]}]
    counted = []
    for placeholders in runs:
        catalogue.refresh(writer, [shelf.folder], placeholders)
        counted.append(shelf.compiled)
    assert counted == [1, 2, 2, 3]


def test_a_switch_takes_rules_out_of_force(writer, shelf):
    shelf.put(ANY)
    refresh(writer, shelf)
    off = [Switch("any", False, Location("c.toml", 1))]
    assert catalogue.refresh(writer, [shelf.folder], {}, off).active == []


def test_a_switch_of_nothing_is_a_problem(writer, shelf):
    shelf.put(ANY)
    off = [Switch("amy", False, Location("c.toml", 1))]
    problems = catalogue.refresh(writer, [shelf.folder], {}, off).problems
    assert [str(each) for each in problems] == [
        "c.toml:1: no set and no rule 'amy'; did you mean 'any'?"
    ]


def test_rules_that_changed_are_compiled(writer, shelf):
    shelf.put(FAILED)
    refresh(writer, shelf)
    shelf.put(FAILED, LOGIN)
    assert [each.rule.uuid for each in refresh(writer, shelf)] == ["failed", "login"]


def test_problems_are_told_in_every_run_while_they_last(writer, shelf):
    problem = RuleError("it has no title", Location("rules.yml", 3))
    shelf.put(FAILED, problems=[problem])
    runs = [catalogue.refresh(writer, [shelf.folder]) for _ in range(3)]
    assert [[str(each) for each in run.problems] for run in runs] == [[str(problem)]] * 3
    assert [each.rule for each in runs[-1].active] == [FAILED]


def test_problems_end_when_they_are_solved(writer, shelf):
    shelf.put(problems=[RuleError("it has no title", Location("rules.yml", 3))])
    catalogue.refresh(writer, [shelf.folder])
    shelf.put(FAILED)
    assert catalogue.refresh(writer, [shelf.folder]).problems == []


def test_a_changed_rule_is_a_new_version_beside_the_old_one(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    shelf.put(FAILED, replace(BURST, hash="b2", bounds=Bounds.at_least(2)))
    refresh(writer, shelf)
    rows = asked(writer, "SELECT hash, active FROM rules WHERE uuid = 'burst' ORDER BY id")
    assert rows == [("b1", 0), ("b2", 1)]


def test_a_rule_that_is_gone_is_not_in_force(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    shelf.put(ANY)
    assert [each.rule for each in refresh(writer, shelf)] == [ANY]


def test_the_files_of_a_user_stand_beside_the_pack(tmp_path, writer):
    write(tmp_path, "own.yml", OWN)
    write(tmp_path, "wrong.yml", "title: [")
    refreshed = catalogue.refresh(writer, [tmp_path])
    titles = {each.rule.title for each in refreshed.active}
    assert {"Ours", "Brute force from one address"} <= titles
    assert [Path(each.location.path).name for each in refreshed.problems] == ["wrong.yml"]


def test_a_rule_that_is_set_aside_is_not_in_force(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    assert [each.rule.uuid for each in refresh(writer, shelf)] == ["failed"]


def test_a_rule_whose_file_has_changed_is_in_force_again(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    shelf.put(replace(ANY, hash="h2"), FAILED)
    assert "any" in [each.rule.uuid for each in refresh(writer, shelf)]
    assert asked(writer, "SELECT condition FROM alerts") == [("recovered",)]


def keepers(writer: Writer) -> dict[str, str]:
    """Whose ledger each rule in force uses, by the first of its uuids."""
    rows = asked(
        writer,
        "SELECT r.uuid, k.uuid FROM rules r JOIN ledgers l ON l.rule = r.id "
        "JOIN rules k ON k.id = l.keeper WHERE r.active",
    )
    return {str(rule): str(keeper) for rule, keeper in rows}


def test_rules_that_count_the_same_have_the_ledger_of_the_first(writer, shelf):
    shelf.put(*PACK, SLOW)
    active = {each.rule.uuid: each for each in refresh(writer, shelf)}
    assert keepers(writer) == {"burst": "burst", "slow": "burst"}
    assert active["slow"].ledger == active["burst"].number


def test_a_new_version_goes_on_with_the_ledger_if_it_counts_the_same(writer, shelf):
    shelf.put(*PACK)
    old = {each.rule.uuid: each.number for each in refresh(writer, shelf)}
    shelf.put(FAILED, LOGIN, ANY, replace(BURST, hash="b2", bounds=Bounds.at_least(4)))
    new = {each.rule.uuid: each for each in refresh(writer, shelf)}
    assert new["burst"].number != old["burst"] == new["burst"].ledger


def test_a_new_version_of_what_is_counted_begins_another_ledger(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    shelf.put(replace(FAILED, hash="another text"), LOGIN, replace(BURST, hash="b2"))
    new = {each.rule.uuid: each for each in refresh(writer, shelf)}
    assert new["burst"].ledger == new["burst"].number


def test_a_rule_of_an_older_database_keeps_the_ledger_that_it_has(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    with writer.transaction() as connection:
        connection.execute("DELETE FROM ledgers")
    shelf.put(*PACK, SLOW)
    refresh(writer, shelf)
    assert keepers(writer) == {"slow": "slow"}


def test_a_rule_that_is_compiled_to_count_otherwise_begins_another_ledger(writer, shelf):
    shelf.put(*PACK, SLOW)
    old = {each.rule.uuid: each for each in refresh(writer, shelf)}
    shelf.put(*PACK, replace(SLOW, group_by=("user.name",)))
    new = {each.rule.uuid: each for each in refresh(writer, shelf)}
    assert old["slow"].ledger == old["burst"].number
    assert new["slow"].ledger == new["slow"].number != old["slow"].number
    assert new["burst"] == old["burst"]
