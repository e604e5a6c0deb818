"""What is counted of the records of note is what a plain look at each of them finds."""

from collections import Counter
from datetime import UTC

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database.connection import reader
from store.model import Record
from store.reports.counting import noted
from store.reports.frame import frame
from store.reports.periods import containing
from tests.store.reports.making import (
    BROKEN,
    DAY,
    DENIED,
    LOGIN,
    MISSING,
    MONDAY,
    NOW,
    OK,
    SECOND,
    database,
    record,
    unread,
)

_STEP = 900
_KINDS = (OK, MISSING, BROKEN, DENIED, LOGIN)
_RECORDS = st.one_of(
    st.builds(
        record,
        st.integers(-8 * DAY, 8 * DAY),
        st.sampled_from(_KINDS),
        st.sampled_from([None, "192.0.2.1", "192.0.2.2", "scanner.example.com"]),
        st.sampled_from([None, "root", "admin"]),
        weight=st.integers(0, 3),
    ),
    st.builds(unread, st.integers(-8 * DAY, 8 * DAY)),
)


def _in(records: list[Record], since: int, until: int) -> list[Record]:
    return [each for each in records if since <= (each.time or 0) < until]


def _address(each: Record) -> str | None:
    found = each.fields.get("source.ip")
    return None if found is None else str(found)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_RECORDS, max_size=30), st.lists(_RECORDS, max_size=10))
def test_it_is_what_there_is(tmp_path_factory, first, second):
    path = database(tmp_path_factory.mktemp("noted") / "t.db", first, second)
    week = containing("week", MONDAY * SECOND, UTC)
    about = frame(week, UTC, NOW)
    connection = reader(path)
    found = noted(connection, about, _STEP)
    names = dict(connection.execute("SELECT id, text FROM addresses").fetchall())
    connection.close()
    both = [first + second]
    now = [each for some in both for each in _in(some, week.since, week.until)]
    before = [each for some in both for each in _in(some, about.before.since, week.since)]
    assert sum(count for _, _, count in found.stems) == sum(map(_is_noted, now + before))
    assert _by_address(now) == Counter({names[each.address]: each.now for each in found.addresses})
    assert _by_address(before) == Counter(
        {names[each.address]: each.before for each in found.addresses}
    )
    assert [(each.account, each.now, each.addresses) for each in found.accounts] == _tried(now)


def _is_noted(each: Record) -> bool:
    return each.kind != OK


def _by_address(records: list[Record]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in records:
        address = _address(each)
        if address is not None and each.kind.outcome == "failure":
            found[address] += each.weight
    return found


def _tried(records: list[Record]) -> list[tuple[str, int, int]]:
    """Accounts with how often and from how many addresses, the most first."""
    tries: Counter[str] = Counter()
    who: dict[str, set[str]] = {}
    for each in records:
        user = each.fields.get("user.name")
        if user is not None and each.kind in (DENIED, LOGIN) and each.weight:
            tries[str(user)] += each.weight
            who.setdefault(str(user), set()).update(filter(None, [_address(each)]))
    ranked = sorted(tries.items(), key=lambda item: (-item[1], item[0]))
    return [(name, count, len(who[name])) for name, count in ranked]
