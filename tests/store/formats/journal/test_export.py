"""The journal in its export format (formats.md 2.3)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import lines
from store.formats.builtin.journal_export import FORMAT
from store.formats.clock import microseconds
from store.formats.interface import Parsed
from store.formats.registry import detect, scores
from store.formats.truncation import is_truncated
from store.model import Context, Record
from tests.store.formats.cutting import read_in_pieces

NOW = datetime(2024, 3, 10, 6, 25, 9, tzinfo=UTC)
CONTEXT = Context(UTC, microseconds(NOW))
HEAD = (
    b"__CURSOR=s=1f;i=1\n__REALTIME_TIMESTAMP=%d\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\n"
    b"_PID=12\n_UID=0\n" % microseconds(NOW)
)
FAILED = b"Failed password for amy from 192.0.2.1 port 22 ssh2"


def binary(value: bytes, size: int | None = None) -> bytes:
    """A message as a value with its length, which may lie."""
    length = len(value) if size is None else size
    return b"MESSAGE\n" + length.to_bytes(8, "little") + value + b"\n"


ENTRY = HEAD + b"MESSAGE=" + FAILED + b"\n\n"
FORGED = ENTRY.replace(b"web1", b"web9")


def parsed(source: bytes) -> Parsed:
    """What a source is read as."""
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([source]))
    found = reader.read(source, 0, at_end=True, take_rest=True)
    assert found.consumed == len(source)
    return found


def hosts(source: bytes) -> list[object]:
    """The host of every record; None where it could not be understood."""
    return [record.fields.get("host.name") for record in parsed(source).records]


def unweighed(source: bytes, cuts: list[int]) -> list[Record]:
    """The records of a source that comes piece by piece, whatever they count for."""
    found = read_in_pieces(FORMAT, source, cuts, CONTEXT)
    return [record._replace(weight=0) for record in found]


@pytest.mark.parametrize("message", [b"MESSAGE=" + FAILED + b"\n", binary(FAILED)])
def test_a_record(message):
    (record,) = parsed(HEAD + message + b"\n").records
    assert record.fields == {
        "message": FAILED.decode(),
        "host.name": "web1",
        "process.pid": 12,
        "journald.uid": "0",
        "source.ip": "192.0.2.1",
        "source.port": 22,
        "user.name": "amy",
        "sshd.method": "password",
    }
    assert (record.time, record.attempt) == (microseconds(NOW), "web1/sshd/12")
    assert record.raw == HEAD + message.removesuffix(b"\n")


def test_a_client_cannot_forge_an_entry_inside_a_value():
    assert hosts(HEAD + binary(b"x\n\n" + FORGED) + b"\n" + ENTRY) == ["web1", "web1"]


def test_of_a_repeated_field_the_first_counts():
    assert hosts(HEAD + b"_HOSTNAME=web2\n\n") == ["web1"]


def test_an_entry_at_the_end_needs_no_empty_line():
    assert hosts(ENTRY.removesuffix(b"\n\n")) == ["web1"]


@pytest.mark.parametrize("end", [b"\n\n", b"\n"])
@pytest.mark.parametrize("message", [b"x\n", b"x\n\n\n", b"\n"])
def test_line_ends_of_a_message_are_kept(message: bytes, end: bytes):
    entry = HEAD + binary(message).removesuffix(b"\n")
    assert [record.raw for record in parsed(entry + end).records] == [entry]


def test_a_begun_entry_waits():
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([ENTRY]))
    found = reader.read(ENTRY[:-1], 0, at_end=True, take_rest=False)
    assert (len(found.records), found.consumed) == (0, 0)


@pytest.mark.parametrize("size", [1 << 63, 1 << 40, 3])
def test_a_length_that_cannot_be_costs_one_entry(size):
    found = parsed(HEAD + binary(FAILED, size) + b"\n" + ENTRY)
    assert [record.fields.get("host.name") for record in found.records] == [None, "web1"]
    assert found.problem is not None


def test_a_value_that_ends_with_the_file_hides_no_forged_entry():
    assert hosts(HEAD + binary(b"x\n\n" + FORGED, 100_000)) == [None]


def test_of_a_value_that_is_too_long_the_beginning_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LONGEST", 400)
    value = b"x\n\n" + FORGED * 20
    source = HEAD + binary(value) + b"_EXE=/x\n\n" + ENTRY
    found = parsed(source)
    assert [len(record.raw) for record in found.records] == [400, len(ENTRY.rstrip())]
    assert [is_truncated(record) for record in found.records] == [True, False]


def test_lines_that_are_no_fields_are_kept():
    found = parsed(b"roses are red\n" + ENTRY)
    assert [record.raw for record in found.records] == [b"roses are red", ENTRY.rstrip(b"\n")]
    assert found.records[0].kind.parse == "none"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", 0),
        (b"PATH=/bin\nHOME=/root\n", 0),
        (ENTRY, 1),
        (ENTRY + ENTRY[:-30], 1),
        (HEAD + binary(b"x" * 70_000), 0),
    ],
)
def test_the_score(head, expected):
    assert FORMAT.score(head[:65_536]) == (expected or (1 if b"\nMESSAGE\n" in head else 0))


def test_the_journal_is_told_from_other_formats():
    assert detect(ENTRY) is FORMAT
    others = [score for name, score in scores(FORMAT.sample).items() if name != FORMAT.name]
    assert others == [0] * len(others)


PIECES = st.sampled_from(
    [
        *(ENTRY, HEAD, HEAD + binary(b"a\n\nb") + b"\n", HEAD + binary(FORGED) + b"\n", b"\n"),
        *(binary(b"x" * 300), binary(b"x", 1 << 50), binary(b"xyz", 1), b"hello\n", b"MESSAGE\n"),
        *(b"\0" * 8, b"\xff", b"A=" + b"y" * 500 + b"\n"),
    ]
)
SOURCES = st.lists(PIECES, max_size=8).map(b"".join)


@given(SOURCES, st.data(), st.sampled_from([200, 700, 4096]))
def test_pieces_make_no_difference(source, data, longest):
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", longest)
        pieces = [
            record._replace(weight=0) for record in read_in_pieces(FORMAT, source, cuts, CONTEXT)
        ]
        assert pieces == [
            record._replace(weight=0) for record in read_in_pieces(FORMAT, source, [], CONTEXT)
        ]


@given(SOURCES, st.sampled_from([200, 4096]))
def test_every_byte_is_kept(source, longest):
    end = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", longest)
        records = parsed(source).records
    cut = False
    for record in records:
        assert cut or not source[end : record.offset].strip(b"\n")
        end = record.offset + len(record.raw)
        assert source[record.offset : end] == record.raw
        cut = is_truncated(record)
    assert cut or not source[end:].strip(b"\n")
