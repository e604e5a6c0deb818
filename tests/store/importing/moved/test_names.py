"""The names that a rotation gives to a log."""

import pytest

from store.importing.moved.names import is_rotated_from


@pytest.mark.parametrize(
    "name",
    [
        "a.log.1",
        "a.log.12.gz",
        "a.log-20261109",
        "a-20261109.log",
        "a.log-20261109-1794180000.xz",
        "a.log-2026-11-09",
    ],
)
def test_a_name_of_a_rotation(name):
    assert is_rotated_from(f"/logs/{name}", "/logs/a.log")


@pytest.mark.parametrize(
    "name", ["/logs/a.log", "/logs/b.log.1", "/old/a.log.1", "/logs/a.log.old", "/logs/a.logx.1"]
)
def test_another_name(name):
    assert not is_rotated_from(name, "/logs/a.log")
