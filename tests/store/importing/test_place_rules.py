"""Rules about countries, networks and lists, from file to alert."""

import pytest

from store import children
from store.database.connection import reader
from store.importing import intake
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.telling.explaining import explained
from store.times import machine_zone
from tests.store.importing.running import append, copied, rows, run
from tests.store.knowledge.making import ASN, COUNTRY, mmdb

RULES = """\
title: Each network
id: 11111111-2222-4333-8444-555555555555
logsource: {category: webserver}
detection:
  listed: {threat.feed.name: drop}
  from: {source.geo.country_iso_code: NL}
  condition: listed and from
level: low
blotter: {dedup: [source.as.number]}
---
title: Inside
id: 11111111-2222-4333-8444-555555555556
logsource: {category: webserver}
detection: {s: {source.class: private}, condition: s}
level: low
blotter: {dedup: [source.ip]}
"""
ALERTS = (
    "SELECT r.title, g.key, a.count FROM alerts a JOIN rules r ON r.id = a.rule "
    "JOIN groups g ON g.id = a.grp WHERE r.title IN ('Each network', 'Inside') ORDER BY 1, 2"
)
FOUND = [
    ("Each network", '{"source.as.number": 64500}', 200),
    ("Inside", '{"source.ip": "10.0.0.1"}', 1),
]


def requests(*addresses: str) -> bytes:
    """Lines of an access log."""
    stamps = (f"10/Mar/2025:00:{at // 60:02d}:{at % 60:02d} +0000" for at in range(len(addresses)))
    return b"".join(
        f'{address} - - [{stamp}] "GET / HTTP/1.1" 200 5\n'.encode()
        for address, stamp in zip(addresses, stamps, strict=True)
    )


@pytest.fixture
def shelf(tmp_path):
    """A folder of rules."""
    path = tmp_path / "rules"
    path.mkdir()
    (path / "a.yml").write_text(RULES)
    return path


@pytest.fixture
def files(tmp_path):
    """Files about addresses."""
    (tmp_path / "drop.txt").write_text("203.0.113.0/24\n")
    databases = mmdb(tmp_path / "c.mmdb", COUNTRY), mmdb(tmp_path / "a.mmdb", ASN)
    return Knowledge(databases, (("drop", tmp_path / "drop.txt"),))


@pytest.fixture
def log(logs):
    """Many requests of one network, and others."""
    path = logs / "a.log"
    known = [f"203.0.113.{at}" for at in range(200)]
    path.write_bytes(requests(*known, "198.51.100.2", "192.0.2.3", "10.0.0.1"))
    return path


def test_rules_see_what_is_known(database, log, shelf, files):
    run(database, log, rules=(shelf,), knowledge=files)
    assert rows(database, ALERTS) == FOUND


def test_the_second_process_sees_it_too(made, tmp_path, log, shelf, files, monkeypatch):
    monkeypatch.setattr(intake, "LONG", 1)
    started: list[str] = []
    plain = children.command

    def noted(code):
        started.append(code)
        return plain(code)

    monkeypatch.setattr(children, "command", noted)
    other = copied(made, tmp_path)
    run(other, log, rules=(shelf,), knowledge=files)
    assert rows(other, ALERTS) == FOUND
    assert any("importing.reading_process" in code for code in started)


def test_rules_that_waited_judge_what_is_stored(database, log, shelf, files):
    run(database, log, rules=(shelf,))
    assert rows(database, ALERTS) == FOUND[1:]
    run(database, log, rules=(shelf,), knowledge=files)
    assert rows(database, ALERTS) == FOUND


def test_without_files_rules_wait_and_nothing_fails(database, log, shelf):
    summary = run(database, log, rules=(shelf,), knowledge=NO_KNOWLEDGE)
    assert summary.problems == []
    active = rows(database, "SELECT title FROM rules WHERE active AND error IS NULL")
    titles = {title for (title,) in active}
    assert "Inside" in titles
    assert titles.isdisjoint({"Each network", "Login from a country never seen for the account"})


def test_a_newer_list_counts_for_what_comes(database, log, shelf, files, tmp_path):
    run(database, log, rules=(shelf,), knowledge=files)
    (tmp_path / "drop.txt").write_text("192.0.2.0/24\n")
    append(log, requests("203.0.113.9"))
    run(database, log, rules=(shelf,), knowledge=files)
    assert rows(database, ALERTS) == FOUND


def test_an_explanation_knows_what_was_noted(database, log, shelf, files):
    run(database, log, rules=(shelf,), knowledge=files)
    connection = reader(database)
    try:
        found = explained(connection, 5, machine_zone())
    finally:
        connection.close()
    assert found is not None
    mine = next(one for one in found.matched if one.title == "Each network")
    assert mine.alert is not None
