"""Alerts that are the same, and what tags them."""

from pathlib import Path

import pytest

from store import triage
from store.errors import ActionError
from tests.store.triage.making import ANN, BOB, ask


def parts(path: Path) -> list[tuple[object, ...]]:
    return ask(path, "SELECT id, status, reason, part_of FROM alerts WHERE part_of IS NOT NULL")


def test_what_is_merged_is_closed_as_a_duplicate(path: Path) -> None:
    done = triage.merge(path, [1, 2], 2, ANN)
    assert (done.alerts, done.about) == ((1,), "alert 2")
    assert parts(path) == [(1, "closed", "duplicate", 2)]


def test_parts_go_with_their_alert(path: Path) -> None:
    triage.merge(path, [1], 2, ANN)
    triage.merge(path, [2], 3, ANN)
    assert [(row[0], row[3]) for row in parts(path)] == [(1, 3), (2, 3)]


def test_nothing_is_merged_into_a_part(path: Path) -> None:
    triage.merge(path, [1], 2, ANN)
    with pytest.raises(ActionError, match="itself part of alert 2"):
        triage.merge(path, [3], 1, ANN)


def test_an_alert_is_not_merged_into_itself(path: Path) -> None:
    with pytest.raises(ActionError, match="same as alert 1"):
        triage.merge(path, [1], 1, ANN)


def test_a_part_that_is_opened_again_is_none_any_more(path: Path) -> None:
    triage.merge(path, [1], 2, ANN)
    triage.reopen(path, [1], ANN)
    assert parts(path) == []


def labels(path: Path) -> object:
    return ask(path, "SELECT labels FROM alerts WHERE id = 1")[0][0]


def test_tags_are_added_and_taken_away(path: Path) -> None:
    triage.tag(path, [1], ["Scanner", "tor"], ANN)
    triage.tag(path, [1], ["-scanner", "vip"], BOB)
    assert labels(path) == '["tor", "vip"]'


@pytest.mark.parametrize("label", ["", "two words", "-", "a\nb", "x" * 41, "\x1b]52;"])
def test_no_tag(path: Path, label: str) -> None:
    with pytest.raises(ActionError, match="no tag"):
        triage.tag(path, [1], [label], ANN)


def test_a_tag_that_is_there_already(path: Path) -> None:
    triage.tag(path, [1], ["tor"], ANN)
    with pytest.raises(ActionError, match="already"):
        triage.tag(path, [1], ["tor"], ANN)
