"""Queries in a process beside the app."""

import asyncio
import os

import pytest

from app.questioner import MOST_ROWS, Question, Questioner
from store.errors import QueryError
from store.sql.meaning import Meaning
from tests.app.tui.database import build

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("questions") / "test.db"
    build(path, events=3_000)
    return path


@pytest.fixture
async def questioner(database):
    found = Questioner(database)
    yield found
    await found.stop()


async def test_a_query_is_answered(questioner):
    result = await questioner.ask(Question("SELECT id, source_ip FROM events ORDER BY id", ""))
    assert result.columns == ("id", "source_ip")
    assert result.meanings == (Meaning.EVENT, Meaning.NOTHING)
    assert result.rows[0] == (1, "198.51.100.23")


async def test_no_more_rows_come_than_a_screen_keeps(questioner):
    result = await questioner.ask(Question("SELECT id FROM events", ""))
    assert (len(result.rows), result.more) == (MOST_ROWS, True)


async def test_the_views_are_known(questioner):
    await questioner.begin()
    assert "source_ip" in questioner.views["events"]


async def test_a_wrong_query_is_refused_and_the_next_is_answered(questioner):
    with pytest.raises(QueryError) as found:
        await questioner.ask(Question("SELECT FROM", ""))
    assert found.value.at == 7
    assert (await questioner.ask(Question("SELECT 1", ""))).rows == ((1,),)


async def test_a_query_that_is_given_up_is_ended(questioner):
    await questioner.begin()
    process = questioner._process.pid
    asking = asyncio.create_task(questioner.ask(Question(_ENDLESS, "")))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert (await questioner.ask(Question("SELECT 2", ""))).rows == ((2,),)


async def test_a_process_that_somebody_killed_is_said_to_have_ended(questioner):
    await questioner.begin()
    asking = asyncio.create_task(questioner.ask(Question(_ENDLESS, "")))
    await asyncio.sleep(0.1)
    os.kill(questioner._process.pid, 9)
    with pytest.raises(QueryError, match="the query was ended"):
        await asking


async def test_without_a_database_that_is_said(tmp_path):
    with pytest.raises(QueryError, match="no such database"):
        await Questioner(tmp_path / "none.db").begin()
