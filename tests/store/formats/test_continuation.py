"""Lines that go on with a record which was taken before they were there."""

from datetime import UTC
from functools import partial

import pytest

from store.formats.interface import State
from store.formats.registry import formats
from store.model import Context, Parse, Record
from tests.store.formats.windows.exports import listed

CONTEXT = Context(zone=UTC, reference=0, host="web9")
ERROR = b"[Sun Mar 09 06:25:14.103786 2025] [core:error] [pid 8:tid 8] [client 192.0.2.1:5] x\n"
AUTH = b"2025-03-10T06:25:02.118201+01:00 web1 app[4]: begins\n"
FIRST = {"apache.error": ERROR, "system.auth": AUTH, "windows.wevtutil": listed(0, "A process.\n")}
NEXT = {"apache.error": ERROR, "system.auth": AUTH, "windows.wevtutil": listed(1, "A process.\n")}
LATER = {
    "apache.error": b"Stack trace:\n#0 {main}\n",
    "system.auth": b"\tat line 1\n\tat line 2\n",
    "windows.wevtutil": b"of a program\n",
}
NAMES = tuple(FIRST)


def imports(name: str, *parts: bytes) -> list[Record]:
    """The records of a log that is read to its end after each part was written."""
    state: State = {}
    records: list[Record] = []
    at = 0
    for part in parts:
        reader = formats()[name].open(CONTEXT, state, partial(iter, [part]))
        parsed = reader.read(part, at, at_end=True, take_rest=False)
        assert parsed.consumed == len(part)
        records += parsed.records
        at, state = at + len(part), reader.state()
    return records


@pytest.mark.parametrize("name", NAMES)
def test_they_are_one_record_of_their_own(name):
    found = imports(name, FIRST[name], LATER[name], NEXT[name])
    assert [record.raw for record in found] == [
        part.rstrip() for part in (FIRST[name], LATER[name], NEXT[name])
    ]


@pytest.mark.parametrize("name", NAMES)
def test_they_are_known_for_what_they_are(name):
    record = imports(name, FIRST[name], LATER[name])[1]
    assert (record.kind.action, record.kind.parse) == ("continuation", Parse.HEADER)


@pytest.mark.parametrize("name", NAMES)
def test_their_text_is_their_message(name):
    record = imports(name, FIRST[name], LATER[name])[1]
    assert record.fields["message"] == LATER[name].decode().rstrip()


@pytest.mark.parametrize("name", NAMES)
def test_those_that_come_later_still_are_too(name):
    found = imports(name, FIRST[name], LATER[name], LATER[name], NEXT[name])
    actions = [record.kind.action == "continuation" for record in found]
    assert actions == [False, True, True, False]


@pytest.mark.parametrize("name", NAMES)
def test_they_are_no_record_where_they_come_in_time(name):
    assert len(imports(name, FIRST[name] + LATER[name], NEXT[name])) == 2


@pytest.mark.parametrize("name", NAMES)
def test_lines_at_the_beginning_of_a_log_go_on_with_nothing(name):
    first = imports(name, LATER[name], FIRST[name])[0]
    assert first.kind.parse is Parse.NONE


@pytest.mark.parametrize("name", NAMES)
def test_a_client_cannot_make_a_record_before_it_look_open(name):
    found = imports(name, FIRST[name], b"free text\n" if name == "system.auth" else NEXT[name])
    assert found[1].kind.action != "continuation"
