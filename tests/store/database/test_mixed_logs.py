"""Sheets and plain records of one log: what is stored and counted is what was said, no more."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import coding, tallies
from store.database.coding import Coder
from store.database.connection import Writer
from store.database.facts import facts
from store.database.ingest import Ingest
from store.database.newest import last_event
from store.database.recall import records
from store.importing.sources import insert
from store.model import Kind, Outcome, Record
from tests.store.database.making import in_a_row, record
from tests.store.database.sheets import SIZE, Layout
from tests.store.database.test_tallies import agrees

KINDS = [Kind(outcome=outcome) for outcome in (None, *Outcome)]
NAMES = st.sampled_from(["a", "b", "c"])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "source.ip": st.sampled_from(["192.0.2.1", "2001:db8::1"]),
        **dict.fromkeys(("source.domain", "user.name", "user.domain", "user.target.name"), NAMES),
        **dict.fromkeys(("url.path", "user_agent.original", "http.request.referrer"), NAMES),
        **dict.fromkeys(("host.name", "url.domain", "message"), NAMES),
        **dict.fromkeys(("labels.extra", "labels.own"), NAMES),
        **dict.fromkeys((SIZE, "process.pid"), st.integers(0, 9)),
    },
)


class Batch(NamedTuple):
    """Some records of a log as they come from its reader."""

    way: str
    """Plain; on a sheet; on a sheet of a numbering that began anew; first of another log."""
    records: list[Record]


SAID = st.builds(
    lambda kind, fields, time, flags, weight: Record(0, b"raw", kind, fields, time, flags, weight),
    st.sampled_from(KINDS),
    FIELDS,
    st.integers(-9, 9) | st.just(1_500_000),
    st.just(0) | st.integers(0, 3),
    st.just(1) | st.integers(0, 4),
)
WAYS = st.sampled_from(["plain", "sheet", "anew", "another"])
LOGS = st.lists(
    st.builds(Batch, WAYS, st.lists(SAID, min_size=1, max_size=6)), min_size=1, max_size=6
)

anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def imported(writer: Writer, log: Sequence[Batch]) -> list[Record]:
    """Write batches as one run does; what was written comes back from the database."""
    ingest, coder, layout = Ingest(), Coder(), Layout()
    before = last_event(writer.connection)
    with writer.transaction() as connection:
        source = insert(connection, "/var/log/a.log", bytes(16))
    for way, some in log:
        if way == "another":
            coder, layout = Coder(), Layout()
        elif way == "anew":
            layout.begin_anew()
        placed = in_a_row(some)
        batch = placed if way == "plain" else layout.sheet(placed)
        with writer.transaction() as connection:
            ingest.write(connection, source, facts(batch, coder))
    with writer.transaction() as connection:
        ingest.finish(connection)
    return list(records(writer.connection, before + 1, last_event(writer.connection)))


def stored(log: Sequence[Batch]) -> list[Record]:
    """The records of batches without what is not stored."""
    return [each._replace(offset=-1) for _, some in log for each in some]


@pytest.mark.parametrize("most", [5, 300_000], ids=["begins anew", "goes on"])
@anew
@given(log=LOGS)
def test_every_record_comes_back(writer, most, log):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "_MOST", most)
        assert imported(writer, log) == stored(log)


@pytest.mark.parametrize("most", [5, 300_000], ids=["begins anew", "goes on"])
@pytest.mark.parametrize("kept", [3, 200_000], ids=["written early", "written at the end"])
@anew
@given(log=LOGS)
def test_no_count_is_lost_or_doubled(writer, most, kept, log):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "_MOST", most)
        patch.setattr(tallies, "_MOST", kept)
        imported(writer, log)
    assert agrees(writer)


def by(agent: str) -> Record:
    return record()._replace(fields={"user_agent.original": agent})


def test_an_agent_of_a_plain_record_is_not_that_of_a_sheet(writer):
    log = [
        Batch("sheet", [by("curl"), by("wget")]),
        Batch("plain", [by("nmap")]),
        Batch("sheet", [by("wget")]),
    ]
    assert imported(writer, log) == stored(log)
