"""On an ordinary day the rules that are on keep quiet, but for what a day has anyway."""

from datetime import UTC

import pytest

from store.formats.clock import microseconds
from store.formats.registry import formats
from store.model import Context, Record
from store.rules.compiling.ahead import compiled
from store.rules.files.loader import rule_files
from store.rules.files.switches import in_force
from store.rules.telling.trial_run import judge_records
from tests.packs.ordinary import scenes
from tests.packs.ordinary.chance import DAY
from tests.packs.ordinary.ssh import auth
from tests.packs.ordinary.web import access, errors
from tests.packs.ordinary.windows import events

MOST_ALERTS = 3
RULES = in_force(compiled(rule_files([])).rules, ())
TITLES = {rule.uuid: rule.title for rule in RULES}
INSTANT = microseconds(DAY.replace(hour=23, minute=59))


def read(name: str, text: str) -> list[Record]:
    """What a format reads in a text."""
    reader = formats()[name].open(Context(zone=UTC, reference=INSTANT), {}, lambda: iter([b""]))
    return list(reader.read(text.encode(), 0, at_end=True, take_rest=True).records)


def day(lines: int) -> list[Record]:
    """About so many records: three quarters of them of the web."""
    return [
        *read("apache.access", "\n".join(access(lines * 3 // 4)) + "\n"),
        *read("apache.error", "\n".join(errors()) + "\n"),
        *read("system.auth", "\n".join(auth(lines // 8)) + "\n"),
        *read("windows.xml", events(lines // 8)),
    ]


def alerts(records: list[Record]) -> list[str]:
    """What the rules say of records."""
    found = judge_records(RULES, records, UTC)
    return [
        f"{TITLES[each.rule_uuid]} {each.group} {each.total}"
        for each in found
        if next(rule for rule in RULES if rule.uuid == each.rule_uuid).alerts
    ]


@pytest.mark.parametrize("lines", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_an_ordinary_day_makes_three_alerts_at_most(lines):
    records = day(lines)
    assert len(records) == pytest.approx(lines, rel=0.05)
    assert {record.kind.parse for record in records} <= {"full", "header"}
    found = alerts(records)
    assert len(found) <= MOST_ALERTS, "\n".join(found)


@pytest.mark.parametrize("place", ["shop", "forge", "campus"])
@pytest.mark.parametrize("lines", [30_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_elsewhere_an_ordinary_day_makes_no_more(place, lines):
    records = [one for name, text in scenes.logs(place, lines) for one in read(name, text)]
    assert len(records) == pytest.approx(lines, rel=0.2)
    assert {record.kind.parse for record in records} <= {"full", "header"}
    found = alerts(records)
    assert len(found) <= MOST_ALERTS, "\n".join(found)
