"""Several databases side by side."""

import csv
import io
import json
from pathlib import Path

import pytest

from app.cli import blotter
from app.commands.alerts import COMMAND as ALERTS
from app.commands.events import COMMAND as EVENTS
from app.commands.sql import COMMAND as SQL
from app.commands.top import COMMAND as TOP
from app.diagnostics import ExitCode
from app.sites import SITE, names
from tests.app.running import Ran, Runner
from tests.store.queries.scene import build


@pytest.fixture
def sites(tmp_path: Path) -> tuple[str, ...]:
    """The options that name two databases with the same events."""
    paths = [build(tmp_path / f"{name}.db") for name in ("ams", "ber")]
    return tuple(word for path in paths for word in ("--db", str(path)))


def objects(ran: Ran) -> list[dict[str, object]]:
    assert ran.code == ExitCode.OK, ran.err
    return [json.loads(line) for line in ran.lines]


def test_events_of_all_sites_are_in_one_order(runner: Runner, sites: tuple[str, ...]) -> None:
    found = objects(runner.bare(EVENTS, "--format", "ecs", *sites))
    assert len(found) == 24
    times = [str(each["@timestamp"]) for each in found]
    assert times == sorted(times)
    assert [each[SITE] for each in found[:2]] == ["ams", "ber"]
    assert found[0]["event.id"] == found[1]["event.id"]


def test_the_latest_come_first_where_that_is_wanted(runner: Runner, sites: tuple[str, ...]) -> None:
    found = objects(runner.bare(EVENTS, "--newest", "--limit", "3", "--format", "ecs", *sites))
    times = [str(each["@timestamp"]) for each in found]
    assert len(times) == 3
    assert times == sorted(times, reverse=True)


def test_the_table_has_a_column_for_the_site(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(EVENTS, "ip:192.0.2.1", "status:404", *sites)
    assert [line.split()[0] for line in ran.lines] == ["site", "ams", "ber"]


def test_csv_has_one_too(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(EVENTS, "status:404", "--format", "csv", *sites)
    rows = list(csv.DictReader(io.StringIO(ran.out.decode())))
    assert [each[SITE] for each in rows] == ["ams", "ber", "ams", "ber"]
    assert all(SITE not in each["other"] for each in rows)


def test_raw_records_have_no_room_for_one(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(EVENTS, "status:404", "ip:192.0.2.1", "--format", "raw", *sites)
    assert ran.out == b"192.0.2.1 GET /wp-login.php 404\n" * 2


def test_counts_are_added_up(runner: Runner, sites: tuple[str, ...]) -> None:
    alone = objects(runner(TOP, "--format", "json"))
    found = objects(runner.bare(TOP, "--format", "json", *sites))
    assert [(each["value"], each["events"]) for each in found] == [
        (each["value"], 2 * int(str(each["events"]))) for each in alone
    ]
    assert {each["sites"] for each in found} == {"ams, ber"}
    assert "sites" not in alone[0]


def test_alerts_say_where_they_are(runner: Runner, sites: tuple[str, ...]) -> None:
    found = objects(runner.bare(ALERTS, "list", "--format", "json", *sites))
    assert [(each["site"], each["id"]) for each in found[:2]] == [("ams", 1), ("ber", 1)]
    assert len(found) == 6


def test_a_query_is_answered_by_each(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(SQL, "SELECT count(*) AS n FROM events", *sites)
    assert ran.lines == ["site  n", "ams   12", "ber   12"]


def test_one_site_alone_has_no_name(runner: Runner) -> None:
    assert SITE not in objects(runner(EVENTS, "--format", "ecs"))[0]


def test_the_environment_names_one(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(tmp_path / "with:colon.db")
    monkeypatch.setenv("BLOTTER_DB", str(path))
    assert len(objects(runner.bare(EVENTS, "--format", "ecs"))) == 12


@pytest.mark.parametrize(
    ("paths", "called"),
    [
        (["/a.db"], [""]),
        (["/x/ams.db", "/x/ber.db"], ["ams", "ber"]),
        (["/ams/blotter.db", "/ber/blotter.db"], ["ams", "ber"]),
        (["/a/x/b.db", "/c/x/b.db"], ["/a/x/b.db", "/c/x/b.db"]),
    ],
)
def test_what_sites_are_called(paths: list[str], called: list[str]) -> None:
    assert names(list(map(Path, paths))) == called


def test_two_before_the_command_are_refused(runner: Runner) -> None:
    ran = runner.bare(blotter, "--db", "a", "--db", "b", "events")
    assert ran.code == ExitCode.USAGE
    assert "behind the command" in ran.err


def test_sites_are_counted_together(runner: Runner, sites: tuple[str, ...]) -> None:
    query = (
        "SELECT count(*) AS n, count(DISTINCT site) AS sites, count(DISTINCT id) AS ids FROM events"
    )
    found = objects(runner.bare(SQL, query, "--together", "--format", "json", *sites))
    assert found == [{"n": 24, "sites": 2, "ids": 12}]


def test_every_view_says_of_which_site_a_row_is(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(SQL, "--views", "--together", *sites)
    assert all(line.split()[1] == "site," for line in ran.lines[1:])


def test_records_of_a_site_are_read_from_it(runner: Runner, sites: tuple[str, ...]) -> None:
    query = "SELECT site, raw_text(site, id) AS line FROM web WHERE http_response_status_code = 404"
    found = objects(runner.bare(SQL, query, "--together", "--format", "json", *sites))
    assert {str(each["site"]) for each in found} == {"ams", "ber"}
    assert len({str(each["line"]) for each in found}) == 2


@pytest.mark.parametrize(
    ("text", "count"), [("wp-login", 2), ('regex:"wp-l.gin"', 2), ("ip:192.0.2.1", 4)]
)
def test_a_filter_narrows_all_sites(
    runner: Runner, sites: tuple[str, ...], text: str, count: int
) -> None:
    words = ("SELECT count(*) AS n FROM events", "--together", "--filter", text)
    assert objects(runner.bare(SQL, *words, "--format", "json", *sites)) == [{"n": count}]


def test_together_takes_several(runner: Runner) -> None:
    ran = runner(SQL, "SELECT 1", "--together")
    assert ran.code == ExitCode.USAGE


def test_together_too_nothing_else_is_attached(runner: Runner, sites: tuple[str, ...]) -> None:
    ran = runner.bare(SQL, "ATTACH ':memory:' AS x", "--together", *sites)
    assert ran.code == ExitCode.USAGE
