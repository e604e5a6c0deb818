"""Text in UTF-16 and code pages (formats.md 2.6: what PowerShell and cmd redirect)."""

from datetime import UTC
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.builtin.windows_csv import FORMAT as CSV
from store.formats.builtin.windows_txt import FORMAT as TXT
from store.formats.builtin.windows_wevtutil import FORMAT as WEVTUTIL
from store.formats.builtin.windows_xml import FORMAT as XML
from store.formats.encoding import Encoding, encoding_of, size_in, text_in, to_utf8
from store.formats.interface import Format, Parsed
from store.formats.registry import detect
from store.model import Context, Parse
from tests.store.formats.cutting import read_in_pieces

ALL = (CSV, TXT, WEVTUTIL, XML)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
CONTEXT = Context(zone=UTC, reference=0)


def read(log: Format, data: bytes, *, encoding: str | None = None) -> Parsed:
    context = CONTEXT._replace(encoding=encoding)
    reader = log.open(context, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xfeA\0", Encoding("utf-16-le", 2)),
        (b"\xfe\xff\0A", Encoding("utf-16-be", 2)),
        (b"\xef\xbb\xbfA", Encoding("utf-8", 3)),
        (b"A,B\r\n", Encoding("utf-8")),
        (b"", Encoding("utf-8")),
        ("A,\r\n".encode("utf-16-le"), Encoding("utf-16-le")),
        ("A,\r\n".encode("utf-16-be"), Encoding("utf-16-be")),
        ("日本語の見出し,と,\r\n".encode("utf-16-le"), Encoding("utf-16-le")),
        (b"one\0two\0three\0\0four", Encoding("utf-8")),
        (bytes(64), Encoding("utf-8")),
    ],
)
def test_the_encoding_is_told_by_mark_or_by_zeros(head: bytes, expected: Encoding):
    assert encoding_of(head) == expected


@pytest.mark.parametrize(("said", "name"), [("utf-16", "utf-16-le"), ("UTF_16_BE", "utf-16-be")])
def test_what_the_user_says_counts_where_nothing_tells(said: str, name: str):
    assert encoding_of(b"ab", said).name == name


@pytest.mark.parametrize("log", ALL, ids=lambda log: log.name)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_format_is_told_in_every_encoding(log: Format, encoding: str):
    assert detect(log.sample.decode("utf-8-sig").encode(encoding)) is log


@pytest.mark.parametrize("log", ALL, ids=lambda log: log.name)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_events(log: Format, encoding: str):
    text = log.sample.decode("utf-8-sig")
    found = read(log, text.encode(encoding)).records
    plain = read(log, text.encode()).records
    assert [record.fields for record in found] == [record.fields for record in plain]
    assert [record.time for record in found] == [record.time for record in plain]


@pytest.mark.parametrize("log", ALL, ids=lambda log: log.name)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_raw_bytes_stand_where_the_record_says(log: Format, encoding: str):
    data = log.sample.decode("utf-8-sig").replace("alice", "ali\U0001f600ce").encode(encoding)
    parsed = read(log, data)
    assert parsed.consumed == len(data)
    assert all(data[r.offset : r.offset + len(r.raw)] == r.raw for r in parsed.records)
    plain = read(log, log.sample).records
    wide = encoding.removesuffix("-sig") if encoding != "utf-16" else "utf-16-le"
    texts = [r.raw.decode(wide).replace("\U0001f600", "") for r in parsed.records]
    assert texts == [r.raw.decode() for r in plain]


@pytest.mark.parametrize("log", ALL, ids=lambda log: log.name)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_cutting_and_opening_anew_change_nothing(log: Format, encoding: str):
    data = log.sample.decode("utf-8-sig").replace("bob", "b\U0001f600b").encode(encoding)
    whole = list(read(log, data).records)
    for cut in [*range(1, 12), *range(12, len(data), 61)]:
        assert read_in_pieces(log, data, [cut], CONTEXT) == whole


@given(
    st.sampled_from(ALL),
    st.sampled_from(ENCODINGS),
    st.lists(st.integers(0, 4000), max_size=6),
)
def test_any_cuts_change_nothing(log: Format, encoding: str, cuts: list[int]):
    data = log.sample.decode("utf-8-sig").encode(encoding)
    inside = sorted(cut for cut in cuts if cut < len(data))
    assert read_in_pieces(log, data, inside, CONTEXT) == list(read(log, data).records)


@pytest.mark.parametrize("log", ALL, ids=lambda log: log.name)
def test_an_odd_last_byte_is_not_lost(log: Format):
    data = log.sample.decode("utf-8-sig").encode("utf-16") + b"x\0y"
    parsed = read(log, data)
    assert parsed.consumed == len(data)
    assert data.endswith(parsed.records[-1].raw)


@given(st.sampled_from(ALL), st.sampled_from([b"\xff\xfe", b"\xfe\xff", b""]), st.binary())
def test_any_bytes_are_taken(log: Format, mark: bytes, data: bytes):
    parsed = read(log, mark + data)
    assert parsed.consumed == len(mark + data)


@given(st.text(), st.lists(st.integers(0, 80)), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_sizes_of_pieces_add_up_wherever_they_are_cut(text: str, cuts: list[int], encoding: str):
    data = text.encode(encoding)
    whole = to_utf8(data, encoding)
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[one:two] for one, two in pairwise(places)]
    assert sum(size_in(piece, encoding) for piece in pieces) == len(data)


def test_half_a_surrogate_is_a_replacement_character():
    data = "a\ud83db".encode("utf-16-le", "surrogatepass")
    assert to_utf8(data, "utf-16-le").decode() == "a\ufffdb"
    assert size_in(to_utf8(data, "utf-16-le"), "utf-16-le") == len(data)


@pytest.mark.parametrize(
    ("raw", "page", "expected"),
    [
        ("Schlüssel".encode("cp850"), "cp850", "Schlüssel"),
        ("Schlüssel".encode("cp1252"), "cp1252", "Schlüssel"),
        ("情報".encode("cp932"), "cp932", "情報"),
        ("Schlüssel".encode(), "cp850", "Schlüssel"),
        ("Schlüssel".encode("cp1252"), None, "Schl\\xfcssel"),
        (b"\x81", "cp932", "\\x81"),
        (b"\xff", "no-such-code", "\\xff"),
        (b"\xff", "hex", "\\xff"),
    ],
)
def test_a_code_page_reads_what_is_no_utf_8(raw: bytes, page: str | None, expected: str):
    assert text_in(raw, page) == expected


@pytest.mark.parametrize("page", ["cp850", "cp1252"])
def test_a_format_reads_a_code_page_and_keeps_the_bytes(page: str):
    text = "Fehler,27.10.2021 12:28:26,Quelle,7,Keine,Gerät gelöscht\r\n"
    record = read(CSV, text.encode(page), encoding=page).records[0]
    assert record.fields["message"] == "Gerät gelöscht"
    assert record.raw == text.strip().encode(page)


def test_a_code_page_with_signs_in_its_second_bytes_cuts_no_cell():
    text = "エラー,2021/10/27 12:28:26,表示ソ,7,なし,能力\r\n"
    record = read(CSV, text.encode("cp932"), encoding="cp932").records[0]
    assert (record.kind.provider, record.kind.parse) == ("表示ソ", Parse.FULL)
