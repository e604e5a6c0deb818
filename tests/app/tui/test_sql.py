"""Questions in SQL."""

import csv
import json
import sqlite3

import pytest

from app.tui import BlotterApp
from tests.app.tui.conftest import at_once, shows
from tests.app.tui.test_keys import _check
from tests.widgets.harness import screen_text, until

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
_TOP = "SELECT source_ip, failures FROM addresses ORDER BY failures DESC"


async def _open(pilot) -> None:
    await pilot.press("7")
    await shows(pilot, "Ask in SQL.", "alert_evidence")


async def _ask(pilot, query: str, *texts: str) -> None:
    at_once(pilot, *query, "enter")
    await shows(pilot, *texts)


async def test_before_anything_is_asked_the_views_are_told(opened):
    async with opened() as pilot:
        await _open(pilot)
        await shows(pilot, "SELECT source_ip, failures FROM addresses", "event_category")


async def test_a_query_is_answered(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _TOP, "2 rows", "▌203.0.113.7 ", "798")


async def test_keys_that_come_at_once_with_the_query_go_to_the_answer(opened):
    async with opened() as pilot:
        await pilot.press("7", *_TOP, "enter", "q")
        await shows(pilot, "[1 Alerts]")
        await pilot.press("7")
        await shows(pilot, _TOP)
        assert f"{_TOP}q" not in screen_text(pilot.app)


async def test_columns_and_views_are_completed(opened):
    async with opened() as pilot:
        await _open(pilot)
        await pilot.press(*"SELECT failu", "tab", *" FROM addr", "tab")
        await shows(pilot, "SELECT failures FROM addresses")


async def test_what_is_offered_is_shown_and_goes_round(opened):
    async with opened() as pilot:
        await _open(pilot)
        await pilot.press(*"SELECT id FROM a")
        await shows(pilot, "Tab  alerts  alert_evidence  addresses")
        await pilot.press("tab", "tab")
        await shows(pilot, "SELECT id FROM alert_evidence")
        await pilot.press("tab", "tab", "tab")
        await shows(pilot, "SELECT id FROM alerts")


async def test_a_wrong_query_is_pointed_at(opened):
    async with opened() as pilot:
        await _open(pilot)
        wrong = "line 1, column 8:  no such column: sorce_ip; did you mean source_ip?"
        await _ask(pilot, "SELECT sorce_ip FROM events", wrong)
        await pilot.press("delete", *"s")
        await shows(pilot, "SELECT sorce_ip FROM events")


async def test_queries_of_before_come_back_by_how_they_begin(opened):
    async with opened() as pilot:
        await _open(pilot)
        for query, says in (
            ("SELECT 11", "▌ 11"),
            ("VALUES (22)", "▌     22"),
            ("SELECT 33", "▌ 33"),
        ):
            await _ask(pilot, query, "1 row", says)
            await pilot.press("slash", "ctrl+u")
        await pilot.press(*"VAL", "up")
        await shows(pilot, "VALUES (22)")
        await pilot.press("down")
        await shows(pilot, " VAL\n")
        await pilot.press("ctrl+u", "up", "up", "up")
        await shows(pilot, " SELECT 11")


async def test_queries_outlast_the_session(opened, database):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT 11", "▌ 11")
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("7", "up")
        await shows(pilot, " SELECT 11")


async def test_who_only_looks_leaves_no_queries(database, state):
    app = BlotterApp(database, may_decide=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("7")
        await _ask(pilot, "SELECT 11", "▌ 11")
        await pilot.press("w")
        await shows(pilot, "Files are written at a terminal only")
    assert not state.exists()


async def test_a_query_of_several_lines_is_one(opened):
    async with opened() as pilot:
        await _open(pilot)
        await pilot.press(*"SELECT 1", "ctrl+n", *"+ 1", "enter")
        await shows(pilot, "▌    2", "1 row")


async def test_what_runs_is_ended_by_a_key(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _ENDLESS, "running …", "esc ends it")
        await pilot.press("escape")
        await shows(pilot, "ended by you")
        await pilot.press("ctrl+u")
        await _ask(pilot, "SELECT 11", "▌ 11")


async def test_an_event_is_read_and_the_rows_are_gone_through(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT id, source_ip FROM logins ORDER BY ts", "▌  1", "999 rows")
        await pilot.press("j", "enter")
        await shows(pilot, "record 2 ", "Failed password")
        await pilot.press("J")
        await shows(pilot, "record 3 ")
        await pilot.press("q")
        await shows(pilot, "999 rows", "▌  2")


async def test_an_alert_is_shown_among_alerts(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT id, rule_title FROM alerts ORDER BY id DESC", "▌  3")
        await pilot.press("enter")
        await shows(pilot, "[1 Alerts]", "alert:3", "Root from outside")


async def test_a_value_becomes_the_filter(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _TOP, "▌203.0.113.7")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", "799 records")


async def test_an_address_is_known_under_any_name(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT max(source_ip) AS worst FROM addresses", "▌203.0.113.7")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7")


@pytest.mark.parametrize(
    ("key", "filter_"), [("plus", "ip:203.0.113.7"), ("minus", "-ip:203.0.113.7")]
)
async def test_a_value_is_taken_in_or_left_out(opened, key, filter_):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _TOP, "▌203.0.113.7")
        await pilot.press(key)
        await shows(pilot, "[4 Events]", f"/  {filter_}")


async def test_a_value_has_its_page_and_back_leads_to_the_answer(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _TOP, "▌203.0.113.7")
        await pilot.press("i")
        await shows(pilot, "799 records, 798 failures: address 203.0.113.7")
        await pilot.press("q")
        await shows(pilot, "2 rows")


async def test_a_time_leads_to_what_happened_then(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT timestamp FROM events WHERE id = 500", "▌2026-11-20T03:20:28")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "▌11-20 03:20:28")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT count(*) AS n FROM events", "n: filters know no such field"),
        ("SELECT NULL AS user_name", "user_name: it is empty"),
        (
            "SELECT e.id FROM events e, alerts a WHERE a.id = 1 LIMIT 1",
            "id: of an event or an alert?",
        ),
        ("SELECT 'never' AS timestamp", "timestamp: not a time"),
    ],
)
async def test_what_leads_nowhere_says_why(opened, query, says):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, query, "1 row")
        await pilot.press("enter")
        await shows(pilot, says)


async def test_what_is_asked_is_of_what_the_filter_leaves(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"outcome:success", "enter")
        await shows(pilot, "/  outcome:success")
        await pilot.press("7")
        await _ask(pilot, "SELECT count(*) AS n FROM events", "outcome:success", "▌  1")


async def test_the_whole_row_is_a_key_away(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT id, raw_text(id) AS line, NULL AS none FROM events", "▌  1")
        await pilot.press("o")
        await shows(pilot, "row 1 of 1,000", "  Nov 20 03:12:09 web1 sshd[0]", "  NULL")
        await pilot.press("right")
        await shows(pilot, "row 2 of 1,000")
        await pilot.press("q")
        await shows(pilot, "▌  2")


async def test_columns_beyond_the_edge_come_into_view(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT * FROM events", "columns 1-", "of 40")
        await pilot.press(*["right"] * 39)
        await shows(pilot, "fields", "-40 of 40")


async def test_an_answer_is_there_again(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, _TOP, "▌203.0.113.7")
        await pilot.press("j", "q")
        await shows(pilot, "[1 Alerts]")
        await pilot.press("7")
        await shows(pilot, _TOP, "2 rows", "▌198.51.100.23")


@pytest.mark.parametrize("ending", ["csv", "jsonl", "txt"])
async def test_all_rows_are_written(opened, tmp_path, ending):
    path = tmp_path / f"rows.{ending}"
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT id, source_ip FROM events", "1,000 rows")
        await pilot.press("w")
        await shows(pilot, "Write all rows into which new file?")
        await pilot.press("ctrl+u", *str(path), "enter")
        await shows(pilot, "written:")
    text = path.read_text()
    if ending == "csv":
        assert len(list(csv.DictReader(text.splitlines()))) == 1000
    elif ending == "jsonl":
        rows = [json.loads(line) for line in text.splitlines()]
        assert (len(rows), rows[0]) == (1000, {"id": 1, "source_ip": "198.51.100.23"})
    else:
        assert len(text.splitlines()) == 1001


async def test_no_file_is_replaced(opened, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("mine")
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT 11", "▌ 11")
        await pilot.press("w")
        await shows(pilot, "Write all rows")
        await pilot.press("ctrl+u", *str(path), "enter")
        await shows(pilot, "File exists")
    assert path.read_text() == "mine"


async def test_the_ending_has_to_say_the_form(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT 11", "▌ 11")
        await pilot.press("w")
        await shows(pilot, "Write all rows")
        await pilot.press("ctrl+u", *"rows.xls", "enter")
        await shows(pilot, "has to end in .csv, .jsonl or .txt")


async def test_while_a_query_is_written_a_colon_is_text(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT ':q' AS colon", "▌:q")


async def test_every_command_is_offered(opened):
    async with opened() as pilot:
        await _open(pilot)
        await _check(pilot)
        await _ask(pilot, "SELECT 11", "▌ 11")
        await _check(pilot)


async def test_the_palette_leads_there(opened):
    async with opened() as pilot:
        await pilot.press("colon", *"ask in sql")
        await shows(pilot, "Ask in SQL, of what the filter leaves")
        await pilot.press("enter")
        await shows(pilot, "Ask in SQL. Nothing can be changed by it.")


async def test_without_a_database_that_is_said(tmp_path):
    app = BlotterApp(tmp_path / "none.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("7")
        await shows(pilot, "none.db: no such database")


async def test_a_newer_database_is_said_to_be_newer(database):
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("7")
        await shows(pilot, "test.db: made by a newer Blotter; update this one")


async def test_it_answers_while_somebody_writes(opened, database):
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    async with opened() as pilot:
        await _open(pilot)
        await _ask(pilot, "SELECT 11", "▌ 11")
    writer.execute("ROLLBACK")
    writer.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (20, 5)])
async def test_hostile_text_is_drawn_and_not_obeyed(opened, size):
    hostile = r"SELECT char(27) || ']52;c;eA==' || char(7) || '[/red]' || char(10) AS '[/x]'"
    async with opened((80, 24)) as pilot:
        await _open(pilot)
        await pilot.resize_terminal(*size)
        await pilot.press(*hostile, "enter")
        await until(pilot, lambda: pilot.app.screen._known.result is not None)
        await pilot.press("o", "o")
        await pilot.pause()
        drawn = screen_text(pilot.app).replace("\n", "")
        assert [char for char in drawn if not char.isprintable()] == []
    assert pilot.app._exception is None
