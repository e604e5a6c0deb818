"""Envelopes of the new syslog protocol (formats.md 2.3, RFC 5424)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.envelopes.rfc5424 import split

BEGIN = "<34>1 2024-03-03T10:11:12.003Z web1 sshd 12"
DATA = "log.syslog.structured_data"


def taken(text: str) -> Header:
    """The envelope of a line that must have one."""
    header = split(text)
    assert header is not None
    return header


def test_the_parts():
    assert taken(f"{BEGIN} - - hello") == Header(
        minute="2024-03-03T10:11",
        second="12",
        fraction="003",
        zone="Z",
        dated=True,
        host="web1",
        tag="sshd",
        pid=12,
        level="crit",
        message="hello",
    )


def test_nil_values_say_nothing():
    header = taken("<14>1 - - - - - - hello")
    assert header[:10] == ("", "", None, None, True, None, None, None, "info", "hello")
    assert header.extra == {}


def test_a_message_id_is_kept():
    assert taken(f"{BEGIN} ID47 - x").extra == {"log.syslog.msgid": "ID47"}


def test_a_process_id_that_is_no_number_is_kept():
    header = taken("<34>1 2024-03-03T10:11:12Z web1 sshd main - - x")
    assert (header.pid, header.extra) == (None, {"log.syslog.procid": "main"})


@pytest.mark.parametrize(
    ("data", "fields", "message"),
    [
        pytest.param('[a b="c"] x', {f"{DATA}.a.b": "c"}, "x", id="one"),
        pytest.param("[a] x", {}, "x", id="no parameters"),
        pytest.param(
            '[a b="1" c="2"][d@32473 e="3"] x',
            {f"{DATA}.a.b": "1", f"{DATA}.a.c": "2", f"{DATA}.d@32473.e": "3"},
            "x",
            id="several elements",
        ),
        pytest.param(r'[a b="\"\]\\ \n"] x', {f"{DATA}.a.b": r'"]\ \n'}, "x", id="escaped"),
        pytest.param('[a b="1]2"] x', {f"{DATA}.a.b": "1]2"}, "x", id="a bracket as it is"),
        pytest.param('[a b="1" b="2"] x', {f"{DATA}.a.b": "1, 2"}, "x", id="again"),
        pytest.param('[a b=""] x', {}, "x", id="empty value"),
        pytest.param('[a b="c"]', {f"{DATA}.a.b": "c"}, "", id="no message"),
        pytest.param('[a b="c] x', {}, '[a b="c] x', id="malformed"),
        pytest.param('[a b="c"]x', {}, '[a b="c"]x', id="glued to the message"),
        pytest.param('- [a b="c"] x', {}, '[a b="c"] x', id="a client's words"),
    ],
)
def test_structured_data(data, fields, message):
    header = taken(f"{BEGIN} - {data}")
    assert (header.extra, header.message) == (fields, message)


def test_a_byte_order_mark_is_no_text():
    assert taken(f"{BEGIN} - - \ufeffhello").message == "hello"


def test_a_flood_of_parameters_is_bounded():
    many = "".join(f' p{number}="x"' for number in range(500))
    assert len(taken(f"{BEGIN} - [a{many}] x").extra) == 64


@pytest.mark.parametrize(
    "text",
    [
        "<192>1 2024-03-03T10:11:12Z web1 sshd 12 - - x",
        "<34>0 2024-03-03T10:11:12Z web1 sshd 12 - - x",
        "<34>1 2024-03-03 10:11:12Z web1 sshd 12 - - x",
        "<34>1 2024-03-03T10:11:12 web1 sshd 12 - - x",
        "<34>1 2024-03-03T10:11:12Z web1 sshd 12 - x",
        "2024-03-03T10:11:12Z web1 sshd 12 - - x",
        "",
    ],
)
def test_what_is_no_such_line(text):
    assert split(text) is None


@given(st.text())
def test_any_text_behind_the_names_is_taken(text):
    assert taken(f"{BEGIN} - -{text}" if not text or text[0].isspace() else f"{BEGIN} - - {text}")


@given(st.text(alphabet='[]a="\\ ', max_size=60))
def test_any_structured_data_is_survived(text):
    header = taken(f"{BEGIN} - [{text}")
    assert not {"", None} & set(header.extra.values())
