"""What is counted of a batch is the same in numbers and record by record."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from store.formats.registry import formats
from store.formats.sheet import Sheet
from store.model import Context, Record
from store.rules.compiled import RuleType
from store.rules.counting import judging as judged
from store.rules.counting.heard import HOLE, Covered, Heard
from store.rules.counting.judging import Active, Judging
from store.rules.counting.tallying import clusters, ends, stretches
from store.rules.expectations import Absence, Baseline, Direction
from store.rules.logsources import Selector
from store.rules.windows import Bounds
from tests.store.rules.making import record, rule

DAY = datetime(2026, 3, 10, tzinfo=UTC)
PAM = "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=root"
MINUTE = 60_000_000
HOUR = 60 * MINUTE


def read(format_: str, lines: Sequence[str]) -> Sequence[Record]:
    """What a format reads in lines, as a sheet."""
    reader = formats()[format_].open(Context(zone=UTC, reference=0), {}, lambda: iter([b""]))
    found = reader.read(("\n".join(lines) + "\n").encode(), 0, at_end=False, take_rest=False)
    assert isinstance(found.records, Sheet)
    return found.records


def access(seed: int) -> Sequence[Record]:
    """Requests to some sites; some lines tell of none."""
    rng, lines, time = Random(seed), [], DAY  # noqa: S311 - nothing secret
    for number in range(6000):
        time += timedelta(seconds=rng.choice([0, 0, 1, 1, 2]) - (rng.random() < 0.05))
        site = rng.choice(["www.example.com:443 ", "shop.example.com:80 ", "api.example.com:80 "])
        lines.append(
            f"{site}198.51.100.{rng.randint(1, 9)} - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"GET /p{number % 50} HTTP/1.1" {rng.choice([200, 200, 404])} 5 "-" "a"'
        )
    return read("apache.access", lines)


def auth(seed: int) -> Sequence[Record]:
    """Failed logins, of which several lines tell, and others."""
    rng, lines, time = Random(seed), [], DAY  # noqa: S311 - nothing secret
    for number in range(2000):
        time += timedelta(seconds=rng.randint(0, 5))
        stamp, host = f"{time:%Y-%m-%dT%H:%M:%S.%f}+00:00", rng.choice(["web1", "web2"])
        says = f"{stamp} {host} sshd[{number % 30 + 100}]: "
        lines += [
            f"{says}pam_unix(sshd:auth): {PAM}",
            f"{says}Failed password for root from 203.0.113.7 port 40000 ssh2",
            f"{stamp} {host} CRON[77]: pam_unix(cron:session): session closed for user root",
        ]
    return read("system.auth", lines)


def rules(dataset: str, group: tuple[str, ...], predicate: str, column: str) -> list[Active]:
    """Baselines and absences over the same hits."""
    common = {
        "selector": Selector(datasets=(dataset,)),
        "predicate": predicate,
        "columns": (column,),
        "group_by": group,
    }
    usual = [
        Baseline(bucket * MINUTE, 4, 2, 3, 28 * 24 * HOUR, 0, Direction.BOTH) for bucket in (5, 15)
    ]
    found = [rule(uuid=f"b{at}", baseline=each, **common) for at, each in enumerate(usual)]
    found.append(rule(uuid="hit", alerts=False, **common))
    found += [
        rule(
            uuid=f"a{enough}",
            type=RuleType.EVENT_COUNT,
            members=("hit",),
            group_by=group,
            timespan=20 * MINUTE,
            bounds=Bounds((("lt", enough),)),
            absence=Absence(),
        )
        for enough in (1, 3)
    ]
    return [Active(number, each) for number, each in enumerate(found)]


def heard(active: list[Active], records: Sequence[Record]) -> Heard:
    """What is counted of a batch, in order."""
    judging = Judging(active, UTC)
    judging.entries(records)
    found = judging.heard()
    return Heard(sorted(found.tallies), found.covered)


@pytest.mark.parametrize("group", [(), ("url.domain",), ("source.ip",), ("url.path", "source.ip")])
@pytest.mark.parametrize("predicate", ["`http.response.status_code`=404", "1"])
@pytest.mark.parametrize("seed", [1, 2])
def test_requests_are_counted_alike(monkeypatch, group, predicate, seed):
    active = rules("apache.access", group, predicate, "http.response.status_code")
    records = access(seed)
    plain = _plain(monkeypatch, active, records)
    assert heard(active, records) == plain
    assert sum(each.total for each in plain.tallies) > 1000


@pytest.mark.parametrize("group", [(), ("host.name",), ("source.ip",)])
def test_attempts_count_once(monkeypatch, group):
    active = rules("system.auth", group, "`event.outcome`='failure'", "event.outcome")
    records = auth(1)
    plain = _plain(monkeypatch, active, records)
    assert heard(active, records) == plain
    assert {each.rule: 0 for each in plain.tallies}.keys() == {0, 1, 3, 4}
    assert sum(each.total for each in plain.tallies if each.rule == 0) == 2000


def test_what_is_too_scattered_for_numbers_is_counted_all_the_same(monkeypatch):
    monkeypatch.setattr("store.rules.counting.tallying_long._MOST_CELLS", 50)
    active = rules("apache.access", ("source.ip",), "1", "http.response.status_code")
    records = access(3)
    assert heard(active, records) == _plain(monkeypatch, active, records)


def _plain(monkeypatch: pytest.MonkeyPatch, active: list[Active], records: Sequence[Record]):
    with monkeypatch.context() as patched:
        patched.setattr(judged, "LONG", 1 << 40)
        return heard(active, records)


def test_the_first_and_the_last_of_each_stretch_are_kept():
    hits = [(ts, ts, 1) for ts in (0, 1, 2, 3, 4, 12, 13)]
    assert [hit[0] for hit in ends(hits, 10, 2)] == [0, 1, 3, 4, 12, 13]


def test_a_day_without_records_is_not_known_to_be_read():
    day = 24 * HOUR
    found = clusters("x", [3 * day, 0, day - 1])
    assert found == [Covered("x", 0, day - 1), Covered("x", 3 * day, 3 * day)]


def test_nothing_is_counted_for_nobody():
    judging = Judging([Active(1, rule(predicate="1"))], UTC)
    judging.entries([record(time=5)])
    assert judging.heard() == Heard([], [])


def test_a_stretch_ends_before_the_instant_at_which_the_next_begins():
    hits = [(0, 7, 1), (9, 3, 1), (10, 0, 1), (25, 0, 1)]
    assert list(stretches(hits, 10)) == [hits[:2], hits[2:3], hits[3:]]


def test_a_log_was_read_in_stretches_with_holes_between():
    begin = 1_750_000_000_000_000
    after = begin + 1 + HOLE
    found = clusters("system.auth", [after, begin, begin + 1])
    assert [(each.first, each.last) for each in found] == [(begin, begin + 1), (after, after)]
