"""The Live tab, and what an import beside the app changes."""

import sys

from app.tui import BlotterApp
from tests.app.tui.conftest import shows
from tests.app.tui.database import append, failed, more_urgent
from tests.widgets.harness import screen_text


async def test_new_records_show_as_they_are_committed(opened, database):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "following", "Accepted password for root")
        append(database, [failed(2_000, user="carol")])
        await shows(pilot, "Failed password for carol", "1,001 lines read  1 not understood")


async def test_paused_it_counts_and_stands_still(opened, database):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("space")
        append(database, [failed(number, user="carol") for number in range(2_000, 2_050)])
        await shows(pilot, "paused  +50 new")
        assert "carol" not in screen_text(pilot.app)
        await pilot.press("space")
        await shows(pilot, "following", "carol")


async def test_the_key_line_says_what_the_key_does_now(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "space pause")
        await pilot.press("space")
        await shows(pilot, "space resume")
        await pilot.press("space")
        await shows(pilot, "space pause")
        await pilot.press("k")
        await shows(pilot, "space resume")
        await pilot.press("1", "3")
        await shows(pilot, "[3 Live]", "space resume")


async def test_who_stands_still_and_filters_goes_on_standing(opened, database):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("space", "slash", *"outcome:failure", "enter")
        await shows(pilot, "/  outcome:failure", "paused", "▌03:28:46", "space resume")
        append(database, [failed(2_000)])
        await shows(pilot, "paused  +1 new")
        await pilot.press("space")
        await shows(pilot, "following", "03:45:29")


async def test_only_what_the_filter_wants_comes_in(opened, database):
    async with opened() as pilot:
        await pilot.press("3", "slash", *"user:carol", "enter")
        await shows(pilot, "No record matches so far. Waiting for new lines")
        append(database, [failed(2_000), failed(2_001, user="carol")])
        await shows(pilot, "Failed password for carol")
        assert "for root" not in screen_text(pilot.app)


async def test_the_newest_records_come_into_view_on_events(opened, database):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        append(database, [failed(2_000, user="carol")])
        await shows(pilot, "1,001 records", "▌11-20 03:45:29")


async def test_before_a_key_the_cursor_stands_on_the_worst_alert(opened, database):
    async with opened() as pilot:
        more_urgent(database, "Worse still")
        await shows(pilot, "4 alerts", "▌■ crit   11-20 04:02     1 new     192.0.2.9       Worse")
        await shows(pilot, "1 counted, 1 record  T1110")


async def test_after_a_key_the_cursor_stays_with_its_alert(opened, database):
    async with opened() as pilot:
        await pilot.press("n", "escape")
        more_urgent(database, "Worse still")
        await shows(pilot, "4 alerts", "Worse still", "▌■ crit   11-20 03:28     2 new")


async def test_after_a_click_the_cursor_stays_with_its_alert(opened, database):
    async with opened() as pilot:
        await pilot.click("#pane-alerts RecordList", offset=(5, 2))
        more_urgent(database, "Worse still")
        await shows(pilot, "4 alerts", "Worse still", "▌▲ high")


_IMPORT = """
import json, sys
print("no object")
print(json.dumps({"path": "/var/log/au\\x1bth.log", "done": 50, "total": 200}), flush=True)
sys.stdin.close()
import time
time.sleep(60)
"""


async def test_before_there_is_a_database_the_import_shows_its_progress(tmp_path):
    app = BlotterApp(tmp_path / "none.db", import_command=[sys.executable, "-c", _IMPORT])
    async with app.run_test(notifications=True) as pilot:
        await shows(pilot, "No database yet.", "importing au␛th.log 25%")


async def test_an_import_that_fails_says_why(tmp_path, built):
    words = [sys.executable, "-c", "import sys; sys.exit('disk on fire')"]
    app = BlotterApp(built, import_command=words)
    async with app.run_test() as pilot:
        await shows(pilot, "import: disk on fire")


async def test_another_import_at_work_is_no_failure(built):
    app = BlotterApp(built, import_command=[sys.executable, "-c", "import sys; sys.exit(75)"])
    async with app.run_test() as pilot:
        await shows(pilot, "another import is at work")


async def test_what_an_alert_rests_on_carries_its_mark(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "auth ✓ ■ 203.0.113.7")


async def test_while_it_follows_there_is_no_value_under_a_cursor(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "following")
        await pilot.press("plus")
        await shows(pilot, "no value under the cursor")


async def test_paused_there_is_a_cursor_with_values(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("space")
        await shows(pilot, "▌03:28:48")
        await pilot.press("plus")
        await shows(pilot, "[3 Live]", "/  ip:203.0.113.7")


async def test_moving_up_stops_and_enter_shows_the_record_among_all(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("k", "k", "enter")
        await shows(pilot, "[4 Events]", "▌11-20 03:28:46", "1,000 records")


async def test_while_it_follows_enter_shows_the_newest_record_among_all(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "following", "Accepted password for root")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "▌11-20 03:28:48", "1,000 records")


async def test_enter_says_where_there_is_no_record(opened):
    async with opened() as pilot:
        await pilot.press("3", "slash", *"user:carol", "enter")
        await shows(pilot, "No record matches so far.")
        await pilot.press("enter")
        await shows(pilot, "[3 Live]", "No record is shown here yet.")


async def test_the_cursor_scrolls_at_the_top_and_stays_while_more_comes(opened, database):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press(*["k"] * 30)
        await shows(pilot, "▌03:28:18")
        append(database, [failed(2_000)])
        await shows(pilot, "+1 new", "▌03:28:18")


async def test_from_the_cursor_one_goes_to_the_page_of_a_value(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("space", "i")
        await shows(pilot, "address 203.0.113.7")


async def test_back_on_live_it_still_says_that_records_come(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "as they come", "Accepted password for root")
        await pilot.press("space", "enter")
        await shows(pilot, "newest first")
        await pilot.press("q")
        await shows(pilot, "[3 Live]", "as they come")
