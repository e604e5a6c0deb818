"""Queries that can be cancelled."""

import asyncio
import sqlite3

import pytest

from app.lanes import GivenUpError, Lane
from store.errors import DatabaseError

_ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def _ask(connection, sql):
    return connection.execute(sql).fetchone()[0]


@pytest.fixture
def lane(built):
    lane = Lane(built, "test")
    yield lane
    lane.close()


async def test_a_query_is_answered(lane):
    assert await lane.run(_ask, "SELECT count(*) FROM alerts") == 3


async def test_cancelling_frees_the_lane_at_once(lane):
    await lane.run(_ask, "SELECT 1")
    endless = asyncio.create_task(lane.run(_ask, _ENDLESS))
    await asyncio.sleep(0.05)
    endless.cancel()
    async with asyncio.timeout(60):
        assert await lane.run(_ask, "SELECT 2") == 2
    with pytest.raises(asyncio.CancelledError):
        await endless


async def test_a_cancelled_query_in_the_queue_never_runs(lane):
    ran = []
    endless = asyncio.create_task(lane.run(_ask, _ENDLESS))
    queued = asyncio.create_task(lane.run(lambda _: ran.append(1)))
    await asyncio.sleep(0.05)
    queued.cancel()
    endless.cancel()
    assert await lane.run(_ask, "SELECT 2") == 2
    assert ran == []


async def test_closing_interrupts_what_runs(built):
    lane = Lane(built, "test")
    endless = asyncio.create_task(lane.run(_ask, _ENDLESS))
    await asyncio.sleep(0.05)
    lane.close()
    with pytest.raises((sqlite3.OperationalError, GivenUpError)):
        await endless


async def test_without_a_database_it_says_so(tmp_path):
    lane = Lane(tmp_path / "none.db", "test")
    with pytest.raises(DatabaseError):
        await lane.run(_ask, "SELECT 1")
    lane.close()


async def test_nothing_can_be_written(lane):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await lane.run(_ask, "DELETE FROM alerts RETURNING 1")
