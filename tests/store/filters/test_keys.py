"""Keys, and what may stand behind them."""

import pytest

from store.filters.keys import KEYS, named, nearest, network, numbers, statuses


@pytest.mark.parametrize(
    ("name", "key"),
    [("ip", "ip"), ("IP", "ip"), ("source.ip", "ip"), ("event", "code"), ("user.name", "user")],
)
def test_named(name: str, key: str) -> None:
    assert named(name) == KEYS[key]


def test_unknown() -> None:
    assert named("nonsense") is None


@pytest.mark.parametrize(("name", "near"), [("usr", "user"), ("stat", "status"), ("xyzzy", None)])
def test_nearest(name: str, near: str | None) -> None:
    assert nearest(name) == near


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("2001:db8::1/32", "2001:db8::/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::1", "::1/128"),
        ("example.com", "None"),
        ("", "None"),
    ],
)
def test_network(text: str, wanted: str) -> None:
    assert str(network(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("404", (404, 404)),
        ("4XX", (400, 499)),
        ("400-499", (400, 499)),
        ("40", None),
        ("xxx", None),
        ("4xx-5xx", None),
        ("٤٠٤", None),
    ],
)
def test_statuses(text: str, wanted: tuple[int, int] | None) -> None:
    assert statuses(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("7", (7, 7)), ("7-9", (7, 9)), ("-7", None), ("9" * 19, None)]
)
def test_numbers(text: str, wanted: tuple[int, int] | None) -> None:
    assert numbers(text) == wanted


def test_every_key_has_help() -> None:
    assert all(key.help for key in KEYS.values())
