"""PowerShell's script blocks that are logged in parts (formats.md 2.6, event 4104)."""

import json
from datetime import UTC
from functools import partial
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from store.formats.interface import State
from store.formats.registry import formats
from store.formats.sheet import Sheet
from store.formats.windows import scripts
from store.formats.windows.scripts import BESIDE, TEXT
from store.model import Context, Record

CONTEXT = Context(zone=UTC, reference=0)
_CHANNEL = "Microsoft-Windows-PowerShell"
_EVENT = "http://schemas.microsoft.com/win/2004/08/events/event"


def part(number: int, total: int, text: str, block: str = "b1", host: str = "pc1") -> str:
    """An event in XML."""
    data = {"MessageNumber": number, "MessageTotal": total, "ScriptBlockText": text}
    named = "".join(
        f"<Data Name='{name}'>{value}</Data>"
        for name, value in {**data, "ScriptBlockId": block, "Path": ""}.items()
    )
    return (
        f"<Event xmlns='{_EVENT}'><System><Provider Name='{_CHANNEL}'/><EventID>4104</EventID>"
        f"<Level>5</Level><TimeCreated SystemTime='2025-03-10T06:25:0{number % 10}.118Z'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>{_CHANNEL}/Operational</Channel>"
        f"<Computer>{host}</Computer></System><EventData>{named}</EventData></Event>\n"
    )


def imported(*logs: str) -> list[Record]:
    """The records of a log that is read to its end after each piece was written."""
    state: State = {}
    records: list[Record] = []
    at = 0
    for log in logs:
        data = log.encode()
        state = json.loads(json.dumps(state))
        reader = formats()["windows.xml"].open(CONTEXT, state, partial(iter, [data]))
        records += reader.read(data, at, at_end=True, take_rest=True).records
        at, state = at + len(data), reader.state()
    return records


def texts(*logs: str) -> list[object]:
    return [record.fields[TEXT] for record in imported(*logs)]


PARTS = [part(1, 3, "Invoke-Mimi"), part(2, 3, "katz; Get"), part(3, 3, "-Item")]
WHOLE = "Invoke-Mimikatz; Get-Item"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_last_to_come_carries_the_whole(order):
    assert texts(*(PARTS[number] for number in order))[-1] == WHOLE


def test_in_one_import_too():
    assert texts("".join(PARTS))[-1] == WHOLE


@pytest.mark.parametrize("size", [8, 300])
def test_among_many_others_too(size):
    """Then events are laid side by side."""
    others = [part(1, 1, f"Get-Date {number}", f"o{number}") for number in range(size)]
    found = texts("".join([*others, *PARTS, *others]))
    assert (found[size + 2], found[:size]) == (WHOLE, found[size + 3 :])


def test_that_is_a_sheet():
    """Or else the test before would prove nothing about sheets."""
    log = "".join(part(1, 1, f"Get-Date {number}", f"o{number}") for number in range(300)).encode()
    reader = formats()["windows.xml"].open(CONTEXT, {}, partial(iter, [log]))
    assert isinstance(reader.read(log, 0, at_end=True, take_rest=True).records, Sheet)


def test_without_the_last_what_was_cut_is_found():
    assert texts(PARTS[0], PARTS[1])[-1] == "Invoke-Mimikatz; Get"


def test_what_comes_before_its_neighbour_carries_its_beginning():
    assert texts(PARTS[1], PARTS[0])[-1] == "Invoke-Mimikatz; Get"


def test_parts_with_one_missing_between_are_not_put_together():
    assert texts(PARTS[0], PARTS[2])[-1] == "-Item"


def test_the_first_carries_its_own():
    assert texts(PARTS[0]) == ["Invoke-Mimi"]


def test_a_block_of_one_part_is_as_it_is():
    assert texts(part(1, 1, "Get-Date"), part(1, 1, "Get-Item")) == ["Get-Date", "Get-Item"]


def test_blocks_are_told_apart_by_their_ids():
    found = texts(part(1, 2, "a"), part(1, 2, "x", "b2"), part(2, 2, "b"), part(2, 2, "y", "b2"))
    assert found == ["a", "x", "ab", "xy"]


def test_blocks_are_told_apart_by_their_computers():
    assert texts(part(1, 2, "a"), part(2, 2, "b", host="pc2")) == ["a", "b"]


def test_parts_that_speak_of_different_totals_are_not_put_together():
    assert texts(part(9, 10, "z"), part(1, 2, "a"), part(2, 2, "b")) == ["z", "a", "ab"]


def test_a_name_without_end_is_not_kept():
    log = part(1, 2, "a", "n" * 100_000).encode()
    reader = formats()["windows.xml"].open(CONTEXT, {}, partial(iter, [log]))
    reader.read(log, 0, at_end=True, take_rest=True)
    assert len(json.dumps(reader.state())) < 1000


def test_what_is_logged_again_does_not_change_what_was_said():
    assert texts(PARTS[0], part(1, 3, "forged"), PARTS[1], PARTS[2])[-1] == WHOLE


def test_a_complete_block_is_forgotten():
    data = "".join(PARTS).encode()
    reader = formats()["windows.xml"].open(CONTEXT, {}, partial(iter, [data]))
    reader.read(data, 0, at_end=True, take_rest=True)
    assert "scripts" not in reader.state()


@pytest.mark.parametrize(("number", "total"), [(0, 3), (4, 3), (-1, 3), (1, 0), ("x", 3), (1, "")])
def test_numbers_that_cannot_be_are_passed_over(number, total):
    event = part(1, 3, "a").replace("'MessageNumber'>1<", f"'MessageNumber'>{number}<")
    assert texts(event.replace("'MessageTotal'>3<", f"'MessageTotal'>{total}<")) == ["a"]


def test_the_bytes_are_those_of_the_event():
    assert imported(*PARTS)[2].raw == PARTS[2].strip().encode()


def test_other_providers_use_the_number_for_other_things():
    other = [each.replace(f"Name='{_CHANNEL}'", "Name='Other'") for each in PARTS]
    assert texts(*other)[-1] == "-Item"


def test_what_is_remembered_is_bounded():
    log = "".join(part(1, 2, "x" * 20_000, f"b{number}") for number in range(300)).encode()
    reader = formats()["windows.xml"].open(CONTEXT, {}, partial(iter, [log]))
    reader.read(log, 0, at_end=True, take_rest=True)
    assert len(json.dumps(reader.state())) < scripts.MOST_TEXT * 1.1


def test_of_a_script_that_is_too_long_the_cuts_are_known():
    size = scripts.MOST_TEXT // 4
    log = [part(number, 8, "x" * size + f"({number})") for number in range(1, 9)]
    last = str(texts("".join(log))[-1])
    assert (len(last), last[:BESIDE].endswith("x(7)")) == (size + 3 + BESIDE, True)


@given(order=st.permutations(range(6)), cuts=st.lists(st.integers(0, 6), max_size=4))
@settings(max_examples=60)
def test_imports_make_no_difference(order, cuts):
    log = [part(number + 1, 6, f"part {number};") for number in order]
    borders = sorted({0, *cuts, 6})
    pieces = ["".join(log[a:b]) for a, b in pairwise(borders)]
    assert texts(*pieces) == texts("".join(log))


def said(number: int, text: str) -> dict[str, str]:
    """The data of a part of two."""
    place = {"MessageNumber": str(number), "MessageTotal": "2"}
    return {**place, "ScriptBlockText": text, "ScriptBlockId": "b1"}


def test_event_logs_are_joined_too():
    parts = enumerate(("Invoke-Mimi", "katz"), start=1)
    events = [LogEvent(_CHANNEL, 4104, number, said(number, text)) for number, text in parts]
    data = evtx_bytes(events)
    reader = formats()["windows.evtx"].open(CONTEXT, {}, partial(iter, [data]))
    records = reader.read(data, 0, at_end=True, take_rest=True).records
    assert [record.fields[TEXT] for record in records] == ["Invoke-Mimi", "Invoke-Mimikatz"]
