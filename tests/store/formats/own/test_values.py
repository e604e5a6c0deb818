"""Captured texts become values: never empty, never `-`, never of another type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.own.spec import Field, Target, Type
from store.formats.own.values import Made, make
from store.model import Outcome


def _made(
    value: object,
    key: str,
    kind: Type = Type.TEXT,
    words: dict[str, str] | None = None,
    ranges: tuple[tuple[int, int, str], ...] = (),
    default: str | None = None,
) -> Made:
    target = Target(key, kind, words or {}, ranges, default)
    return make({"x": value}, (Field("x", (target,), None),))


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("kim", Type.TEXT, "kim"),
        ("", Type.TEXT, None),
        ("-", Type.TEXT, None),
        (7, Type.TEXT, "7"),
        (False, Type.TEXT, "false"),
        ("k\ud800m", Type.TEXT, "k\\ud800m"),
        ("80", Type.INT, 80),
        (" 80 ", Type.INT, 80),
        ("-80", Type.INT, -80),
        ("eighty", Type.INT, None),
        ("٨", Type.INT, None),
        ("9" * 30, Type.INT, None),
        ("1.5", Type.FLOAT, 1.5),
        ("1e999", Type.FLOAT, None),
        ("nan", Type.FLOAT, None),
        (1.5, Type.AUTO, 1.5),
        (1 << 70, Type.AUTO, str(1 << 70)),
    ],
)
def test_a_value(value, kind, expected):
    fields = _made(value, "acme.x", kind).fields
    assert fields == ({} if expected is None else {"acme.x": expected})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("192.0.2.1", {"source.ip": "192.0.2.1"}),
        ("192.0.2.1:50229", {"source.ip": "192.0.2.1"}),
        ("::ffff:192.0.2.1", {"source.ip": "192.0.2.1"}),
        ("[2001:DB8::1]:443", {"source.ip": "2001:db8::1"}),
        ("2001:db8::1%eth0", {"source.ip": "2001:db8::1"}),
        ("web.example.com", {"source.domain": "web.example.com"}),
        ("-", {}),
        ("", {}),
        ("UNKNOWN", {}),
    ],
)
def test_an_address(text, fields):
    assert _made(text, "source.ip", Type.IP).fields == fields


def test_an_address_of_another_party():
    assert _made("::1", "destination.ip", Type.IP).fields == {"destination.ip": "::1"}
    assert _made("a.example.com", "destination.ip", Type.IP).fields == {
        "destination.domain": "a.example.com"
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("200", Outcome.SUCCESS),
        ("399", Outcome.SUCCESS),
        ("400", Outcome.FAILURE),
        ("teapot", Outcome.SUCCESS),
        ("999", Outcome.UNKNOWN),
        ("x", Outcome.UNKNOWN),
    ],
)
def test_words_for_words(text, word):
    ranges = ((200, 399, "success"), (400, 599, "failure"))
    made = _made(
        text, "event.outcome", words={"teapot": "success"}, ranges=ranges, default="unknown"
    )
    assert made.kind == {"outcome": word}


def test_a_word_without_ours_is_nothing():
    assert _made("x", "event.action", words={"in": "login"}).kind == {}


def test_what_is_no_outcome_is_unknown():
    assert _made("perhaps", "event.outcome").kind == {"outcome": Outcome.UNKNOWN}


def test_a_kind_takes_no_long_text():
    assert _made("x" * 129, "log.level").kind == {}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("kim@example.com", {"user.name": "kim", "user.domain": "example.com"}),
        ("kim", {"user.name": "kim"}),
        ("kim@a@b", {"user.name": "kim", "user.domain": "a@b"}),
        ("@example.com", {"user.domain": "example.com"}),
    ],
)
def test_a_value_that_is_several(text, fields):
    targets = tuple(Target(key, Type.TEXT, {}, (), None) for key in ("user.name", "user.domain"))
    assert make({"x": text}, (Field("x", targets, "@"),)).fields == fields


def test_the_first_with_a_value_fills_a_key():
    fields = tuple(
        Field(name, (Target("user.name", Type.TEXT, {}, (), None),), None) for name in "abc"
    )
    assert make({"a": "-", "b": "kim", "c": "lee"}, fields).fields == {"user.name": "kim"}


@given(value=st.text() | st.integers() | st.floats() | st.booleans(), kind=st.sampled_from(Type))
def test_any_value_is_stored_or_left_out(value, kind):
    for found in _made(value, "acme.ip", kind).fields.values():
        assert isinstance(found, str | int | float)
        assert found not in ("", "-")
        assert str(found).encode()
