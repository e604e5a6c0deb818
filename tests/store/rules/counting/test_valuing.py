"""What records say in the fields whose values a rule counts."""

from datetime import UTC

import pytest

from store.rules.counting.valuing import Valuing, combined
from store.rules.matching.batches import Batch, Contents
from tests.store.rules.making import record


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (["Admin"], "admin"),
        (["ÄRGER"], "ärger"),
        ([404], "404"),
        ([None], None),
        (["A", 5], '["a", "5"]'),
        (["A", None], None),
        (['a", "b'], 'a", "b'),
    ],
)
def test_values_that_are_counted(said, value):
    assert combined(said, measured=False) == value


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (5, 5),
        (2.5, 2.5),
        ("7", 7),
        (" -5 ", -5),
        ("2.50", 2.5),
        ("1e9", None),
        ("NaN", None),
        ("1_000", None),
        ("٣", None),
        ("9" * 19, None),
        (float("inf"), None),
        (float("nan"), None),
        ("", None),
        (None, None),
        (1 << 70, float(1 << 70)),
    ],
)
def test_values_that_are_measured(said, number):
    found = combined([said], measured=True)
    assert (found, type(found)) == (number, type(number))


def test_values_are_read_from_records():
    records = [record(url_path="/A"), record(url_path="/b", url_domain="X"), record()]
    batch = Batch(records, Contents(UTC))
    one = Valuing(["url.path"], measured=False, zone=UTC)
    both = Valuing(["url.path", "url.domain"], measured=False, zone=UTC)
    assert one.of(batch, [0, 1, 2]) == ["/a", "/b", None]
    assert both.of(batch, [0, 1]) == [None, '["/b", "x"]']


def test_a_size_is_never_below_zero():
    some = record()
    some.fields["http.response.body.bytes"] = -1
    one = Valuing(["http.response.body.bytes"], measured=True, zone=UTC)
    assert one.of(Batch([some], Contents(UTC)), [0]) == [None]
