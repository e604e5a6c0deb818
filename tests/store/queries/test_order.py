"""The order of time, walked in windows of blocks, is that of sorting everything."""

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.queries import order
from store.queries.order import Key
from store.queries.where import EVERYTHING, Where
from tests.store.queries.history import (
    BATCHES,
    BLOCK_SIZES,
    FILTER_TEXTS,
    KINDS,
    LONG,
    SECOND,
    TIMES,
    Batch,
    history,
    in_time,
    record,
    where,
)

PLACES = st.none() | st.builds(Key, TIMES, st.integers(0, 20))
WIDTHS = st.sampled_from([(1, 1), (1, 2), (2, 8), (4, 64)])


def a_page(
    some: Sequence[Key],
    after: Key | None,
    before: Key | None,
    *,
    newest_first: bool,
    limit: int,
) -> list[int]:
    """What a page holds by its definition, of all events in the order of time."""
    between = [
        each for each in some if (not after or after < each) and (not before or each < before)
    ]
    one_end = (after is None) != (before is None)
    from_the_end = before is not None if one_end else newest_first
    chosen = between[-limit:] if from_the_end else between[:limit]
    return [each.id for each in (chosen[::-1] if newest_first else chosen)]


@settings(max_examples=130, deadline=None)
@given(
    batches=BATCHES,
    block_bytes=BLOCK_SIZES,
    long=LONG,
    widths=WIDTHS,
    text=st.just("") | FILTER_TEXTS,
    after=PLACES,
    before=PLACES,
    newest_first=st.booleans(),
    limit=st.integers(1, 12) | st.just(1_000),
)
def test_a_page_is_what_sorting_gives(
    *, batches, block_bytes, long, widths, text, after, before, newest_first, limit
):
    with history(batches, block_bytes, long) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_FEWEST", widths[0])
        patch.setattr(order, "_MOST", widths[1])
        found = order.page(
            connection,
            where(text),
            after=after,
            before=before,
            newest_first=newest_first,
            limit=limit,
        )
        everything = in_time(connection, where(text))
    assert found == a_page(everything, after, before, newest_first=newest_first, limit=limit)


@settings(max_examples=80, deadline=None)
@given(
    batches=BATCHES,
    block_bytes=BLOCK_SIZES,
    widths=WIDTHS,
    text=st.just("") | FILTER_TEXTS,
    newest_first=st.booleans(),
    limit=st.none() | st.integers(0, 12),
    at_once=st.sampled_from([1, 3, 2_000]),
)
def test_chunks_are_what_sorting_gives(
    *, batches, block_bytes, widths, text, newest_first, limit, at_once
):
    with history(batches, block_bytes) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_FEWEST", widths[0])
        patch.setattr(order, "_MOST", widths[1])
        patch.setattr(order, "_AT_ONCE", at_once)
        chunks = list(order.chunks(connection, where(text), limit, newest_first=newest_first))
        everything = [each.id for each in in_time(connection, where(text))]
    wanted = (everything[::-1] if newest_first else everything)[:limit]
    assert [event for chunk in chunks for event in chunk] == wanted
    assert all(0 < len(chunk) <= at_once for chunk in chunks)


def in_a_row(*times: int) -> Batch:
    """A log whose events happened at these times."""
    return Batch(1, [record(KINDS[0], {}, time) for time in times])


def paged(
    connection: sqlite3.Connection, condition: Where = EVERYTHING, *, newest_first: bool, limit: int
) -> list[int]:
    return order.page(
        connection, condition, after=None, before=None, newest_first=newest_first, limit=limit
    )


def test_events_of_one_instant_are_in_the_order_of_their_ids():
    with history([in_a_row(5, 5), in_a_row(5, 5)], block_bytes=1) as connection:
        assert paged(connection, newest_first=False, limit=9) == [1, 2, 3, 4]
        assert paged(connection, newest_first=True, limit=9) == [4, 3, 2, 1]


def test_a_block_that_reaches_over_all_others_gives_its_part_of_each_window():
    batches = [in_a_row(0, 90), *(in_a_row(time, time + 1) for time in range(10, 80, 10))]
    with history(batches, block_bytes=9) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_FEWEST", 1)
        found = paged(connection, newest_first=True, limit=4)
    assert found == [2, 16, 15, 14]


@pytest.mark.parametrize("time", [-1, -SECOND, -1_500_001, 999_999, SECOND, 1_000_001])
def test_a_moment_is_kept_to_the_microsecond(time):
    with history([in_a_row(time - 1, time, time + 1)]) as connection:
        rows = connection.execute("SELECT ts FROM events ORDER BY id").fetchall()
        between = order.page(
            connection,
            EVERYTHING,
            after=Key(time - 1, 1),
            before=Key(time + 1, 3),
            newest_first=False,
            limit=9,
        )
    assert [row[0] for row in rows] == [time - 1, time, time + 1]
    assert between == [2]


@pytest.mark.parametrize("newest_first", [False, True])
def test_few_events_are_looked_at_for_a_page(newest_first):
    batches = [in_a_row(*range(at, at + 10)) for at in range(0, 1_000, 10)]
    looked_at: set[int] = set()
    with history(batches, block_bytes=1 << 19) as connection:

        def seen(event: int) -> bool:
            looked_at.add(event)
            return True

        connection.create_function("seen", 1, seen)
        paged(connection, Where("seen(e.id)"), newest_first=newest_first, limit=5)
    assert 5 <= len(looked_at) <= 10 * (order._FEWEST + 1)


def test_a_stream_does_not_see_what_others_commit_meanwhile(tmp_path):
    path = tmp_path / "x.db"
    with history([in_a_row(*range(9))], block_bytes=1) as connection:
        other = sqlite3.connect(path, isolation_level=None)
        connection.backup(other)
    other.execute("PRAGMA journal_mode = WAL")
    reading = sqlite3.connect(path, isolation_level=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_AT_ONCE", 2)
        chunks = order.chunks(reading, EVERYTHING, None, newest_first=False)
        first = next(chunks)
        other.execute("DELETE FROM blocks")
        other.execute("DELETE FROM facts")
        rest = list(chunks)
    reading.close()
    other.close()
    assert [first, *rest] == [[1, 2], [3, 4], [5, 6], [7, 8], [9]]
