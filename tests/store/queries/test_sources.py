"""The list of log files."""

import sqlite3

from store.queries import sources
from store.queries.sources import SourceRow
from tests.store.queries.scene import SECOND, START


def test_a_source(connection: sqlite3.Connection) -> None:
    assert sources.listing(connection)[0] == SourceRow(
        path="/var/log/apache2/access.log",
        format="apache.access",
        size=9000,
        offset=9000,
        events=6,
        unparsed=0,
        expected=0,
        lost=0,
        last_import=START + 100 * SECOND,
        error=None,
    )


def test_sources_are_in_the_order_of_their_paths(connection: sqlite3.Connection) -> None:
    paths = [row.path for row in sources.listing(connection)]
    assert paths == ["/var/log/apache2/access.log", "/var/log/auth.log"]


def test_a_limit(connection: sqlite3.Connection) -> None:
    assert len(sources.listing(connection, 1)) == 1
