"""Values that a filter may ask for."""

import pytest

from store.queries.completions import values


@pytest.mark.parametrize(
    ("key", "prefix", "found"),
    [
        ("user", "ro", ["root"]),
        ("user", "OO", ["root"]),
        ("ip", "192.0.2.2", ["192.0.2.200"]),
        ("status", "4", ["404"]),
        ("outcome", "f", ["failure"]),
        ("since", "2", ["24h"]),
        ("rule", "brute", ["Brute force"]),
        ("source", "/var/log/a", ["/var/log/apache2/access.log", "/var/log/auth.log"]),
        ("path", "/wp-admin/100%_", ["/wp-admin/100%_sure"]),
        ("alert", "1", []),
        ("user", "%", []),
    ],
)
def test_values_that_begin_so_or_contain_it(connection, key, prefix, found):
    assert values(connection, key, prefix, 8) == found


def test_the_frequent_come_first(connection):
    assert values(connection, "user", "", 8)[0] == "root"


def test_no_more_than_are_wanted(connection):
    assert len(values(connection, "ip", "", 2)) == 2
