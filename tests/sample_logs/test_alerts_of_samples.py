"""The program finds exactly the alerts that were planted in the sample logs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import yaml

import sample_logs
from sample_logs.generator.rules import RULES
from store.database.connection import Writer, create
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.options import Options, Rules
from store.importing.places.wanted import Wanted
from store.importing.progress import Silent, Summary
from store.importing.turns import Turns
from store.rules.trial_run import episodes

pytestmark = pytest.mark.slow

SHIPPED = Path(sample_logs.__file__).parent
FOLDERS = ("ssh", "web", "windows")
EXPECTED = yaml.safe_load((SHIPPED / "expected.yaml").read_text("utf-8"))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEPS = 30
LONG_AGO = 1_000_000_000
TOLD_BY_OTHERS = [
    ("Forced browsing", "203.0.113.197"),
    ("Slow guessing of web passwords", "198.51.100.201"),
    ("Slow guessing of web passwords", "198.51.100.203"),
    ("Slow scan", "203.0.113.197"),
]
"""They are of the same requests as alerts that make as much of them, or more."""
PRIVILEGED = RULES["privileged-login"].uuid


class Found(NamedTuple):
    """An alert as far as it does not depend on the run that found it."""

    rule: str
    group: tuple[tuple[str, str], ...]
    first: str
    last: str
    total: int


@contextmanager
def database(folder: Path) -> Iterator[Writer]:
    create(folder / "blotter.db")
    with Writer(folder / "blotter.db") as writer:
        yield writer


def take(writer: Writer, logs: Sequence[Path]) -> Summary:
    """One import run."""
    how = EXPECTED["read_with"]
    moment = datetime.fromisoformat(how["reference_time"])
    options = Options(ZoneInfo(how["tz"]), (moment - EPOCH) // timedelta(microseconds=1))
    _, _, file = writer.connection.execute("PRAGMA database_list").fetchone()
    run = Run(Means(writer, Turns(Path(file), 0), Rules((), options.zone), Silent()))
    return run.over([Wanted(tuple(str(path) for path in logs), options)])


def inside(writer: Writer) -> list[tuple[str, str]]:
    """Rules and addresses of the alerts of which others tell."""
    return writer.connection.execute(
        "SELECT r.title, json_extract(g.key, '$.\"source.ip\"') FROM alerts a "
        "JOIN groups g ON g.id = a.grp JOIN rules r ON r.id = a.rule "
        "WHERE a.folded IS NOT NULL AND a.merged_into IS NULL ORDER BY 1, 2"
    ).fetchall()


def alerts(writer: Writer) -> list[Found]:
    uuids = dict(writer.connection.execute("SELECT id, uuid FROM rules"))
    return sorted(
        Found(
            each.rule_uuid,
            _group(each.group),
            _clock(each.first),
            _clock(each.last),
            each.total,
        )
        for each in episodes(writer.connection, uuids)
    )


def _clock(time: int) -> str:
    moment = EPOCH + timedelta(microseconds=time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _group(group: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, str(value)) for key, value in group.items()))


def weights(writer: Writer) -> list[tuple[str, int]]:
    """How many attempts each kind of log tells of."""
    return writer.connection.execute(
        "SELECT dataset, sum(weight) FROM events e JOIN kinds k ON k.id = e.kind "
        "GROUP BY dataset ORDER BY dataset"
    ).fetchall()


class Result(NamedTuple):
    """What a database holds in the end."""

    alerts: list[Found]
    weights: list[tuple[str, int]]
    summaries: list[Summary]
    inside: list[tuple[str, str]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """All logs, read in one run."""
    with database(tmp_path_factory.mktemp("whole")) as writer:
        summary = take(writer, [SHIPPED / name for name in FOLDERS])
        return Result(alerts(writer), weights(writer), [summary], inside(writer))


@pytest.fixture(scope="module")
def crumbs(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """All logs growing side by side, with a run after every step."""
    folder = tmp_path_factory.mktemp("crumbs")
    with database(folder) as writer:
        summaries = [_grown(writer, folder / "logs", step) for step in range(1, STEPS + 1)]
        for path in (folder / "logs").glob("*/*"):
            os.utime(path, (LONG_AGO, LONG_AGO))  # nothing waits for its line end any more
        summaries.append(take(writer, [folder / "logs"]))
        return Result(alerts(writer), weights(writer), summaries, inside(writer))


def _grown(writer: Writer, folder: Path, step: int) -> Summary:
    """The logs have grown by a thirtieth, in the middle of a line and of an attempt."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in (SHIPPED / name).iterdir():
            data = path.read_bytes()
            done, now = (len(data) * number // STEPS for number in (step - 1, step))
            with (folder / name / path.name).open("ab") as file:
                file.write(data[done:now])
    return take(writer, [folder])


def test_the_alerts_are_those_that_were_planted(whole):
    assert whole.alerts == sorted(
        Found(
            each["rule"],
            _group(each["group"]),
            each["first_seen"],
            each["last_seen"],
            each["count"],
        )
        for each in EXPECTED["alerts"]
    )


def test_every_alert_is_counted_as_opened_but_those_that_others_tell_of(whole):
    opened = len(EXPECTED["alerts"]) - len(TOLD_BY_OTHERS)
    assert (whole.summaries[0].alerts_opened, whole.summaries[0].alerts_updated) == (opened, 0)


@pytest.mark.parametrize("read", ["whole", "crumbs"])
def test_which_alerts_are_told_of_by_others(read, request):
    assert request.getfixturevalue(read).inside == TOLD_BY_OTHERS


def test_all_records_are_read(whole):
    summary = whole.summaries[0]
    assert (summary.lines, summary.unparsed) == (sum(EXPECTED["records"].values()), 0)


def test_in_crumbs_the_logs_tell_of_as_many_records_and_attempts(whole, crumbs):
    assert sum(each.lines for each in crumbs.summaries) == whole.summaries[0].lines
    assert crumbs.weights == whole.weights


def test_in_crumbs_the_alerts_are_the_same(whole, crumbs):
    """Of all rules that look at attempts whoever they name."""
    assert _but_privileged(crumbs) == _but_privileged(whole)


def test_in_crumbs_nothing_is_added_for_a_privileged_account(whole, crumbs):
    """Of an attempt on an account that does not exist, PAM's line names nobody.

    sshd's lines before and after it do. When a step ends behind PAM's line, the attempt has been
    counted there for good, and the lines that name the account count as nothing: the rule misses
    that one attempt. Accounts that exist are named by PAM too, and Windows tells all in one record.
    """
    expected = {each[:2]: each for each in whole.alerts if each.rule == PRIVILEGED}
    found = {each[:2]: each for each in crumbs.alerts if each.rule == PRIVILEGED}
    few = [each for each in expected.values() if found[each[:2]].total < each.total]
    assert found.keys() == expected.keys()
    assert all(_is_part(found[key], each) for key, each in expected.items())
    assert {dict(each.group)["user.name"] for each in few} <= {"admin", "administrator"}


def test_in_crumbs_alerts_grow(crumbs):
    assert sum(each.alerts_updated for each in crumbs.summaries) > len(crumbs.alerts)


def test_a_run_without_anything_new_changes_nothing(tmp_path):
    with database(tmp_path) as writer:
        take(writer, [SHIPPED / "ssh"])
        before = writer.connection.execute("SELECT * FROM alerts").fetchall()
        again = take(writer, [SHIPPED / "ssh"])
        assert (again.lines, again.alerts_opened, again.alerts_updated) == (0, 0, 0)
        assert writer.connection.execute("SELECT * FROM alerts").fetchall() == before


def _but_privileged(result: Result) -> list[Found]:
    return [each for each in result.alerts if each.rule != PRIVILEGED]


def _is_part(part: Found, whole: Found) -> bool:
    """Whether an alert lies inside another and counts no more."""
    return whole.first <= part.first and part.last <= whole.last and part.total <= whole.total
