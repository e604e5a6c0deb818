"""Records as they were read, back from their rows."""

import random
from collections.abc import Sequence
from datetime import UTC
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database.coding import Coder
from store.database.connection import Writer
from store.database.facts import facts
from store.database.ingest import Ingest
from store.database.recall import records
from store.formats.registry import formats
from store.importing.reading import placed
from store.importing.sources import insert
from store.model import Context, Kind, Outcome, Parse, Record
from tests.store.database.making import FAILED, HIT, record, samples, write

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBER = st.integers(-(1 << 63) + 1, (1 << 63) - 1)
TIME = st.integers(-(1 << 62), (1 << 62))
"""Microseconds: far more than the years that a stamp can name."""
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "source.ip": st.ip_addresses().map(str),
        "source.domain": st.sampled_from(["example.com", "192.0.2.1"]),
        **dict.fromkeys(("source.port", "process.pid", "winlog.record_id"), NUMBER),
        "http.response.body.bytes": NUMBER,
        **dict.fromkeys(("host.name", "user.domain", "user.target.name", "url.path"), TEXT),
        **dict.fromkeys(("url.query", "http.request.referrer", "user_agent.original"), TEXT),
        **dict.fromkeys(("url.domain", "message", "user.name", "winlog.event_data.A b"), TEXT),
        "labels.number": NUMBER | st.floats(allow_nan=False),
    },
)
KINDS = st.builds(
    Kind,
    st.none() | TEXT,
    st.sampled_from(Parse),
    outcome=st.none() | st.sampled_from(Outcome),
    status=st.none() | NUMBER,
    code=st.none() | TEXT,
)
RECORDS = st.lists(
    st.builds(
        Record,
        st.just(0),
        st.binary(max_size=9),
        KINDS,
        FIELDS,
        TIME,
        st.integers(0, 63),
        st.integers(0, 1 << 40),
    ),
    min_size=1,
    max_size=6,
)


def recalled(writer, written: list[Record]) -> list[Record]:
    """The records after a journey through the database."""
    first = write(writer, written)
    return list(records(writer.connection, first, first + len(written) - 1))


def plain(each: Record) -> Record:
    """A record without what is not stored."""
    return each._replace(offset=-1, role=None, attempt=None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(RECORDS)
def test_any_record_comes_back(writer, written):
    assert recalled(writer, written) == written_plain(written)


def written_plain(written: list[Record]) -> list[Record]:
    return [plain(each) for each in written]


@pytest.mark.parametrize("name", sorted(formats()))
def test_there_are_samples_of_every_format(name):
    datasets = {each.kind.dataset for each in samples()}
    assert formats()[name].dataset in datasets


def test_the_records_of_all_formats_come_back(writer):
    written = samples()
    assert recalled(writer, written) == written_plain(written)


def test_kinds_come_back_with_their_types(writer):
    (found,) = recalled(writer, [record(kind=FAILED)])
    assert (type(found.kind.parse), type(found.kind.outcome)) == (Parse, Outcome)


def test_a_part_is_given_in_its_order(writer):
    write(writer, [record(b"%d" % number, HIT) for number in range(5)])
    assert [each.raw for each in records(writer.connection, 2, 4)] == [b"1", b"2", b"3"]


def test_beyond_the_last_there_is_nothing(writer):
    write(writer, [record()])
    assert len(list(records(writer.connection, 1, 99))) == 1


def parsed(name: str, data: bytes) -> Sequence[Record]:
    """A batch as a format makes it of these bytes, every record with a time."""
    context = Context(UTC, 1_750_000_000_000_000, "web1")
    reader = formats()[name].open(context, {}, partial(iter, [data]))
    return placed(reader.read(data, 0, at_end=True, take_rest=True).records, None, 0)


def as_it_is(writer: Writer, batch: Sequence[Record]) -> list[Record]:
    """A batch after a journey through the database."""
    with writer.transaction() as connection:
        first = Ingest().write(connection, insert(connection, "a", b""), facts(batch, Coder()))
    return list(records(writer.connection, first, first + len(batch) - 1))


def garbled(data: bytes, seed: int) -> bytes:
    """A log three times over, with a few bytes changed, lost and added."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    out = bytearray(data * 3)
    for _ in range(seed):
        at = chance.randrange(len(out))
        out[at : at + chance.randrange(3)] = chance.choice([b"-", b'"', b" ", b"\xff", b"\0", b"9"])
    return bytes(out)


@pytest.mark.parametrize("name", sorted(set(formats()) - {"windows.evtx"}))
@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_a_batch_as_its_format_gives_it_comes_back(writer, name, seed):
    batch = parsed(name, garbled(formats()[name].sample, seed))
    assert as_it_is(writer, batch) == written_plain(list(batch))


ODD = b"""\
192.0.2.1 - - [10/Mar/2025:00:00:01 +0000] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"
www.example.com:443 2001:db8::7 - kim [10/Mar/2025:00:00:02 +0000] "GET / HTTP/1.1" 404 - "-" "-"
client.example.com - - [10/Mar/2025:00:00:03 +0000] "GET /a HTTP/1.1" 200 5
no access line
192.0.2.1 - - [10/Mar/2025:00:00:01 +0000] "\\x16\\x03\\x01" 400 226 "-" "-"
192.0.2.1 - - [10/Mar/2025:00:00:04 +0000] "GET /a HTTP/1.1" 200 5 "https://example.com/" "x\\"y"
192.0.2.1, 198.51.100.7 - - [10/Mar/2025:00:00:05 +0000] "GET http://h.example.com/ HTTP/1.1" 200 1
"""


def test_odd_lines_between_usual_ones_come_back(writer):
    batch = parsed("apache.access", ODD)
    assert as_it_is(writer, batch) == written_plain(list(batch))
