"""The names that a rotation gives to a log."""

import pytest

from store.rotation import beginning, is_rotated_from, log_name


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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/logs/access.log", "/logs/access.log"),
        ("/logs/access.log.1", "/logs/access.log"),
        ("/logs/access.log.12.gz", "/logs/access.log"),
        ("/logs/access.log-20261109.zst", "/logs/access.log"),
        ("/logs/access-20261109.log", "/logs/access.log"),
        ("/logs/access.log.2026-11-09", "/logs/access.log"),
        ("/logs/web1/error.log", "/logs/web1/error.log"),
        ("/logs/security.evtx", "/logs/security.evtx"),
        ("/logs/secure", "/logs/secure"),
        ("/logs/access.1.log", "/logs/access.log"),
        ("/logs/ACCESS-20261109.LOG", "/logs/ACCESS.LOG"),
        ("/logs/access.log-202611", "/logs/access.log"),
        ("/logs/access.log-20261109-1794180000", "/logs/access.log"),
        ("/logs/access-20261109.log.1.gz", "/logs/access.log"),
        ("/logs.zip!/web1/access.log.3", "/logs.zip!/web1/access.log"),
        ("/logs/syslog2.1", "/logs/syslog2"),
        ("/logs/web-1.log", "/logs/web-1.log"),
        ("/logs/192.0.2.1.log", "/logs/192.0.2.1.log"),
        ("/logs/192.0.2.1", "/logs/192.0.2.1"),
        ("/logs/192.0.2.1.log.1", "/logs/192.0.2.1.log"),
        ("/logs/port.123456.log", "/logs/port.123456.log"),
    ],
)
def test_a_log_keeps_its_name_when_it_is_rotated(path: str, name: str):
    assert log_name(path) == name


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("access.log", "access"),
        ("access.log.2.gz", "access"),
        ("access-20261109.log.1", "access"),
        ("messages-2026-11-09T12-00.zst", "messages"),
        ("secure", "secure"),
    ],
)
def test_where_the_names_of_a_log_part(name: str, common: str):
    assert beginning(name) == common
