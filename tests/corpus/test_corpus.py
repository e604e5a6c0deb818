"""Every nasty case of the format notes comes out as it must, however its bytes arrive."""

from collections import Counter

import pytest

from store.model import Record
from tests.corpus.fixtures import HERE, Case, fixtures, listed
from tests.corpus.running import event, format_of, in_pieces, whole

_ENDLESS = 20_000
"""Bytes from which on a log is not read byte by byte."""


def _params(cases: list[Case]) -> list[object]:
    """The fixtures as parameters; those known to fail say why."""
    return [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else [],
        )
        for case in cases
    ]


EVERY = _params(list(fixtures()))
DETECTED = _params([case for case in fixtures() if case.format is None])
SOUND = [pytest.param(case, id=case.id) for case in fixtures() if not case.xfail]


def _differences(case: Case, records: list[Record]) -> list[dict[str, object]]:
    """What the records say otherwise than they must: nothing where all is well."""
    out: list[dict[str, object]] = []
    for told, record in zip(case.events, records, strict=False):
        found = event(record)
        wanted = {"parse": "full"} | told
        out.append({key: found.get(key) for key in wanted if found.get(key) != wanted[key]})
    return out


@pytest.mark.parametrize("case", EVERY)
def test_records_are_as_they_must_be(case: Case):
    found = whole(case)
    differences = _differences(case, list(found.records))
    assert len(found.records) == len(case.events)
    assert differences == [{}] * len(case.events)
    assert {key: getattr(found, key) for key in case.counts} == case.counts
    assert found.consumed == len(case.data)


@pytest.mark.parametrize("case", DETECTED)
def test_format_is_detected(case: Case):
    found = format_of(case)
    assert (found.name if found else None) == case.detects


def _comparable(records: list[Record]) -> list[Record]:
    """Records without their weights: those of an attempt may stand at another of its records."""
    return [record._replace(weight=0) for record in records]


def _sizes(case: Case) -> list[tuple[int, bool]]:
    """How many bytes come at a time, and whether each time to a new reader."""
    if len(case.data) > _ENDLESS:
        return [(4099, False), (30_011, True)]
    return [(1, False), (7, False), (64, True)]


@pytest.mark.parametrize("case", SOUND)
def test_pieces_give_the_same_records(case: Case):
    once = list(whole(case).records)
    for size, reopened in _sizes(case):
        pieces = in_pieces(case, size, reopened=reopened)
        assert _comparable(pieces) == _comparable(once)
        assert sum(each.weight for each in pieces) == sum(each.weight for each in once)


def test_every_case_has_a_fixture():
    assert sorted(set(listed()) - {case.named for case in fixtures()}) == []


def test_every_fixture_is_of_a_case():
    assert sorted({case.named for case in fixtures()} - set(listed())) == []


@pytest.mark.parametrize("names", [listed(), [case.id for case in fixtures()]])
def test_no_name_stands_twice(names: list[str]):
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_fixture_expects_something():
    assert [case.id for case in fixtures() if case.events == () and not case.counts] == []


def test_every_case_begins_with_its_section():
    sections = ("0.", "2.1/", "2.2/", "2.3/", "2.4/", "2.5/", "2.6/", "3/", "4/")
    assert [name for name in listed() if not name.startswith(sections)] == []


def test_notes_say_how_to_read_a_fixture():
    assert "cases.txt" in (HERE / "README.md").read_text(encoding="utf-8")
