"""Severities as SQL compares them."""

import sqlite3
from contextlib import closing

from store.database.severities import rank_of
from store.model import Severity


def test_sql_orders_severities_as_we_do():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE alerts (severity TEXT)")
        connection.executemany("INSERT INTO alerts VALUES (?)", [(each,) for each in Severity])
        query = f"SELECT severity FROM alerts ORDER BY {rank_of('severity')}"
        found = [word for (word,) in connection.execute(query)]
    assert found == sorted(Severity, key=lambda each: each.rank)
