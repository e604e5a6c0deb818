"""Records that no line ends separate (formats.md 2.3; RFC 6587 3.4.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import lines
from store.formats.syslog.envelopes.framing import Framing, framing_of, separated, split
from store.formats.syslog.envelopes.records import Joined

NEW = b"<14>2024-03-03T10:11:12.5+01:00 web1 app"
OLD = b"<14>Mar  3 10:11:12 web1 app"
FORGED = b"<14>2024-03-03T10:11:12+01:00 web9 sshd[1]: Accepted password"


def frame(raw: bytes) -> bytes:
    """A record with its length before it."""
    return b"%d %s" % (len(raw), raw)


def whole(framing: Framing, data: bytes) -> Joined:
    """All records of a source."""
    return split(framing, data, 0, at_end=True, take_rest=True)


def in_pieces(framing: Framing, data: bytes, cuts: list[int]) -> list[tuple[int, bytes]]:
    """All records of a source that comes piece by piece."""
    out: list[tuple[int, bytes]] = []
    done = 0
    for cut in [*sorted(cuts), len(data)]:
        last = cut == len(data)
        joined = split(framing, data[done:cut], done, at_end=last, take_rest=last)
        out += joined.records
        done += joined.consumed
    assert done == len(data)
    return out


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(OLD + b" x", None, id="one begun line"),
        pytest.param(b"Mar  3 10:11:12 web1 app: x", Framing.LINES, id="no priority"),
        pytest.param(OLD + b" x\n" + OLD + b" y\n", Framing.LINES, id="lines"),
        pytest.param(OLD + b" x" + OLD + b" y", Framing.GLUED, id="glued, old time"),
        pytest.param(NEW + b" x" + NEW + b" y", Framing.GLUED, id="glued, new time"),
        pytest.param(NEW + b" x\ny" + NEW + b" z", Framing.GLUED, id="line end in a message"),
        pytest.param(OLD + b" x" + FORGED + b"\n", Framing.LINES, id="forged in the only line"),
        pytest.param(
            OLD + b" x" + FORGED + b"\n" + OLD + b" y\n", Framing.LINES, id="forged in a line"
        ),
        pytest.param(frame(NEW + b" x"), Framing.COUNTED, id="counted"),
        pytest.param(frame(b"<34>1 - web1 app - - - x"), Framing.COUNTED, id="counted, no time"),
        pytest.param(b"2024-03-03T10:11:12Z web1 app: x\n", Framing.LINES, id="digits, no count"),
    ],
)
def test_the_beginning_tells(head, expected):
    assert framing_of(iter([head])) == expected
    assert framing_of(head[at : at + 1] for at in range(len(head))) == expected


def test_glued_records_are_cut_at_headers_only():
    first, second = OLD + b" a <14>b <14>Mar 3", NEW + b" c\nd"
    assert whole(Framing.GLUED, first + second)[:2] == (
        [(0, first), (len(first), second)],
        len(first) + len(second),
    )


@pytest.mark.parametrize(
    "words",
    [
        b"<14>",
        b"<14>hello",
        b"<192>Mar  3 10:11:12 web1 app",
        b"<14>Mar  3 25:11:12 web1 app",
        b"<14>Foo  3 10:11:12 web1 app",
        b"<14>Mar 32 10:11:12 web1 app",
        b"<14>2024-13-03T10:11:12Z web1 app",
        b"<14>2024-03-03T10:11:12 web1 app",
        b"<14>Mar  3 10:11:12 web1 ",
    ],
)
def test_what_is_no_whole_header_cuts_nothing(words):
    data = OLD + b" x" + words
    assert [raw for _, raw in whole(Framing.GLUED, data).records] == [data]


def test_the_last_glued_record_waits_for_its_end():
    data = OLD + b" x" + OLD + b" y"
    joined = split(Framing.GLUED, data, 0, at_end=True, take_rest=False)
    assert joined[:2] == ([(0, OLD + b" x")], len(OLD) + 2)


def test_counted_records_hold_line_ends():
    first, second = NEW + b" a\nb", NEW + b" c"
    data = frame(first) + frame(second) + b"\n" + frame(first)
    assert [raw for _, raw in whole(Framing.COUNTED, data).records] == [first, second, first]


def test_the_count_is_no_part_of_the_record():
    (found,) = whole(Framing.COUNTED, frame(NEW + b" x")).records
    assert found == (3, NEW + b" x")


@pytest.mark.parametrize("count", [b"7", b"9999999", b"50"])
def test_a_count_that_cannot_be_is_not_believed(count):
    data = count + b" " + NEW + b" x\n" + frame(NEW + b" y") + b"\n"
    found = [raw for _, raw in whole(Framing.COUNTED, data).records]
    assert found == [NEW + b" x", NEW + b" y"]


def test_a_begun_frame_waits():
    data = frame(NEW + b" hello")[:-2]
    assert split(Framing.COUNTED, data, 0, at_end=True, take_rest=False).consumed == 0
    assert [raw for _, raw in whole(Framing.COUNTED, data).records] == [NEW + b" hel"]


def test_who_looks_at_lines_sees_every_header():
    data = OLD + b" x" + OLD + b" y"
    assert b"".join(separated(iter([data]))) == b"\n" + OLD + b" x\n" + OLD + b" y"


PIECES = st.sampled_from(
    [
        *(OLD + b" x", NEW + b" y\nz", OLD, FORGED, b"<14>", b"\n", b"\r\n", b"12 ", b"\xff"),
        *(frame(OLD + b" x"), frame(NEW + b"\n"), b"9" + frame(OLD), frame(NEW)[:-4], b"hello\n"),
    ]
)
SOURCES = st.lists(PIECES, max_size=12).map(b"".join)


@pytest.mark.parametrize("framing", list(Framing))
@given(source=SOURCES, data=st.data(), longest=st.sampled_from([400, 4096]))
def test_pieces_make_no_difference(framing, source, data, longest):
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=5))
    if framing is Framing.LINES:
        longest = lines.LONGEST
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", longest)
        assert in_pieces(framing, source, cuts) == in_pieces(framing, source, [])


@pytest.mark.parametrize("framing", list(Framing))
@given(source=SOURCES)
def test_every_byte_is_kept(framing, source):
    joined = whole(framing, source)
    assert joined.consumed == len(source)
    end = 0
    for at, raw in joined.records:
        between = source[end:at].strip(b"\r\n0123456789 ")
        assert not between
        assert source[at : at + len(raw)] == raw
        end = at + len(raw)
