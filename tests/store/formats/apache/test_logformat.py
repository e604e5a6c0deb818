"""LogFormat strings as formats: name, sample, score, state, and lines that do not fit."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from store.errors import FormatError
from store.formats.apache.directives import NICKNAMES
from store.formats.apache.logformat import log_format
from store.formats.encoding import encoding_of
from store.model import KIND_KEYS, Parse, Record
from tests.store.formats.apache.test_access import CONTEXT, MOMENT, TIME
from tests.store.formats.apache.test_properties import HOSTILE, TIMED, in_pieces

FORMATS = [
    *NICKNAMES.values(),
    r'LogFormat "%a %l %u [%{%F %T}t.%{msec_frac}t] \"%m %U%q %H\" %>s %D \"%{X-Foo}i\"" mine',
    "%t %P %{tid}P %{hextid}P %I %O %S %k %X %T %{ms}T %A %p %{local}p %{remote}p %{c}a %V %R %f",
    "%u|%{sid}C|%{V}e|%{n}n|%{ETag}o|%{SSL_CIPHER}x|%L|%^FB|%{X}^ti|%{Y}^to|%B",
    "%{usec}t %r %s",
]


def read_all(text: str, data: bytes) -> Sequence[Record]:
    reader = log_format(text).open(CONTEXT, {}, lambda: iter(()))
    return reader.read(data, 0, at_end=True, take_rest=True).records


@pytest.mark.parametrize("text", [*NICKNAMES, *FORMATS])
def test_sample_is_read_in_full_and_scores_one(text):
    made = log_format(text)
    assert made.score(made.sample) == 1
    assert [record.kind.parse for record in read_all(text, made.sample)] == [Parse.FULL]


def test_name_is_the_text():
    made = log_format("%h %>s")
    assert (made.name, made.dataset) == ("%h %>s", "apache.access")


@pytest.mark.parametrize("text", ["", "nothing", "%y", "%h " * 20_000])
def test_no_format(text):
    with pytest.raises(FormatError):
        log_format(text)


def test_score_is_the_share_of_lines_that_match():
    made = log_format("%a %>s")
    assert made.score(b"192.0.2.1 200\n\njunk\n192.0.2.1 404\nx") == 0.5
    assert made.score(b"") == 0


@pytest.mark.parametrize(
    ("line", "parse", "dataset"),
    [
        (f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5', Parse.FULL, "apache.access"),
        ("[Sun Mar 09 06:25:14 2025] [notice] x", Parse.FULL, "apache.error"),
        ("junk", Parse.NONE, "apache.access"),
    ],
)
def test_line_that_does_not_fit_is_read_as_the_built_in_format_would(line, parse, dataset):
    (record,) = read_all("%D %a", line.encode())
    assert (record.kind.parse, record.kind.dataset) == (parse, dataset)


def test_state_carries_the_last_time():
    reader = log_format("common").open(CONTEXT, {}, lambda: iter(()))
    data = log_format("common").sample
    reader.read(data, 0, at_end=True, take_rest=True)
    assert reader.state()["inner"] == {"last": MOMENT}


@pytest.mark.parametrize("text", FORMATS[:1] + FORMATS[-4:])
@given(data=HOSTILE | TIMED, cuts=st.lists(st.integers(0, 2000), max_size=4))
@settings(max_examples=40)
def test_pieces_make_no_difference_and_nothing_is_lost(text, data, cuts):
    assume(encoding_of(data).name == "utf-8")
    whole = in_pieces(log_format(text), data, [])
    assert in_pieces(log_format(text), data, cuts) == whole
    covered = bytearray(data)
    for record in whole:
        assert data[record.offset : record.offset + len(record.raw)] == record.raw
        covered[record.offset : record.offset + len(record.raw)] = b"\n" * len(record.raw)
        assert not KIND_KEYS.keys() & record.fields.keys()
        assert not {"", None} & set(record.fields.values())
    assert not covered.replace(b"\r", b"").replace(b"\n", b"")
