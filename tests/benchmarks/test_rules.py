"""Measuring the rule engine."""

from pathlib import Path

import pytest

from benchmarks import rule_engine
from benchmarks.rules import main
from benchmarks.workshop import Workshop
from store.rules.compiled import RuleType


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


def test_a_batch_has_all_its_events(folder: Path):
    pieces = rule_engine.batches(Workshop(folder), 200)
    kinds = {piece[0].kind.dataset for piece in pieces}
    assert (sum(map(len, pieces)), kinds) == (
        200,
        {"apache.access", "system.auth", "windows.eventlog"},
    )


def test_the_pack_is_filled_up_with_correlations():
    rules = rule_engine.with_correlations(rule_engine.pack())
    correlations = [rule for rule in rules if rule.type is not RuleType.EVENT]
    assert len(correlations) == rule_engine.CORRELATIONS
    assert len({rule.uuid for rule in rules}) == len(rules)


def test_every_step_has_its_events(folder: Path):
    steps = list(rule_engine._steps(Workshop(folder), 6))
    assert [len(step) for step in steps] == [50] * 6


def test_the_table_says_what_was_reached(folder: Path, capsys: pytest.CaptureFixture[str]):
    words = ["--events", "200", "--sigma", "3", "--runs", "1", "--folder", str(folder)]
    main(words)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:4] == ["the", "built-in", "pack", "200"]
    assert lines[2].split()[:6] == ["with", "3", "rules", "of", "Sigma", "200"]
    assert lines[3].split()[:7] == ["with", "3", "rules", "made", "by", "lot", "200"]
    assert [line.split("  ")[0] for line in lines[-3:]] == [
        "the built-in pack",
        "with 3 rules of Sigma",
        f"50 new events, {rule_engine.CORRELATIONS} correlations",
    ]


def test_no_events_are_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--events", "0"])
    assert "--events: at least 100" in capsys.readouterr().err
