"""The `.evtx` reader: whole files, growing files, and every kind of damage."""

import struct
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from random import Random
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_logs.generator.evtx_writer import (
    CHUNK_SIZE,
    HEADER_SIZE,
    Element,
    LogEvent,
    evtx_bytes,
    tree_bytes,
)
from store.formats.builtin.windows_evtx import FORMAT
from store.formats.interface import Parsed, State
from store.formats.sheet import Sheet
from store.model import Context, Parse, Record

SECURITY = "Microsoft-Windows-Security-Auditing"
CONTEXT = Context(zone=UTC, reference=0)
SECOND_CHUNK = HEADER_SIZE + CHUNK_SIZE


def event(number: int) -> LogEvent:
    data = {"TargetUserName": f"user{number}", "IpAddress": "192.0.2.7", "LogonType": "3"}
    return LogEvent(SECURITY, 4624, 1_714_557_600_000_000 + number, data, number=1000 + number)


@cache
def log(count: int = 200) -> bytes:
    return evtx_bytes([event(number) for number in range(1, count + 1)])


def read(data: bytes, state: State | None = None, *, take_rest: bool = True) -> Parsed:
    reader = FORMAT.open(CONTEXT, state or {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=take_rest)


def numbers(records: Sequence[Record]) -> list[object]:
    return [record.fields.get("winlog.record_id") for record in records]


def changed(at: int, new: bytes, data: bytes | None = None) -> bytes:
    data = data or log()
    return data[:at] + new + data[at + len(new) :]


def in_first_chunk() -> int:
    return int.from_bytes(log()[HEADER_SIZE + 32 : HEADER_SIZE + 40], "little")


def test_every_record_is_read():
    parsed = read(log())
    assert numbers(parsed.records) == list(range(1001, 1201))


def test_a_whole_file_keeps_its_promise():
    assert read(log())[1:] == (len(log()), 200, 0, None)


def wiped(which: int, data: bytes, by: bytes = b"\0") -> bytes:
    """The log without one of its chunks."""
    return changed(HEADER_SIZE + which * CHUNK_SIZE, (by * CHUNK_SIZE)[:CHUNK_SIZE], data)


@pytest.mark.parametrize("by", [b"\0", b"junk"], ids=["zeros", "junk"])
def test_a_wiped_chunk_between_others_is_told(by: bytes):
    many = log(400)
    parsed = read(wiped(1, many, by))
    found = numbers(parsed.records)
    assert found[0] == 1001
    assert found[-1] == 1400
    assert (parsed.expected, parsed.lost) == (400, 400 - len(found))
    assert parsed.lost > 0
    assert parsed.problem is not None


def test_a_wiped_chunk_names_its_place_and_its_records():
    parsed = read(wiped(1, log(400)))
    assert parsed.problem == (
        f"Between the chunks, from offset {SECOND_CHUNK} to {SECOND_CHUNK + CHUNK_SIZE}, "
        f"{parsed.lost} records are missing."
    )


def test_a_wiped_chunk_is_told_by_a_reader_that_goes_on():
    data = wiped(1, log(400))
    end = SECOND_CHUNK + 1000
    first = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    done = first.read(data[:end], 0, at_end=True, take_rest=False).consumed
    second = FORMAT.open(CONTEXT, first.state(), lambda: iter([data]))
    assert second.read(data[done:], done, at_end=True, take_rest=True).lost > 0


def test_empty_chunks_behind_the_last_are_no_loss():
    assert read(log() + bytes(2 * CHUNK_SIZE))[2:] == (200, 0, None)


def test_a_log_that_wraps_loses_nothing():
    many = log(400)
    at = HEADER_SIZE + 2 * CHUNK_SIZE
    turned = many[:HEADER_SIZE] + many[at:] + bytes(CHUNK_SIZE) + many[HEADER_SIZE:at]
    assert read(turned).lost == 0


def test_offset_is_where_the_record_begins():
    assert all(log()[record.offset :].startswith(b"**\0\0") for record in read(log()).records)


def test_raw_is_the_record_as_xml():
    raw = read(log()).records[0].raw
    assert raw.startswith(b"<Event xmlns=")
    assert raw.endswith(b"</Event>")


def test_time_is_that_of_the_event_and_not_of_the_record_header():
    broken = changed(HEADER_SIZE + 512 + 16, b"\xff" * 7)
    assert read(broken).records[0].time == 1_714_557_600_000_001


def test_number_is_that_of_the_event_and_not_of_the_record_header():
    broken = changed(HEADER_SIZE + 512 + 8, b"\x99\x99")
    assert numbers(read(broken).records)[:2] == [1001, 1002]


def test_control_characters_become_pictures_in_the_xml():
    data = evtx_bytes([LogEvent(SECURITY, 4624, 0, {"TargetUserName": "a\x1b[2Jb"})])
    assert "a␛[2Jb" in read(data).records[0].raw.decode()


def test_control_characters_stay_in_the_fields():
    data = evtx_bytes([LogEvent(SECURITY, 4624, 0, {"TargetUserName": "a\x1b[2Jb"})])
    assert read(data).records[0].fields["user.name"] == "a\x1b[2Jb"


@pytest.mark.parametrize("size", [4095, 4096, 4097, 65_536, 70_000, 1_000_000])
def test_pieces_of_any_size_give_the_same_records(size: int):
    records: list[Record] = []
    state, done = FORMAT.open(CONTEXT, {}, lambda: iter(())).state(), 0
    for end in range(size, len(log()) + size, size):
        reader = FORMAT.open(CONTEXT, state, lambda: iter(()))
        at_end = end >= len(log())
        parsed = reader.read(log()[done:end], done, at_end=at_end, take_rest=at_end)
        records += parsed.records
        done += parsed.consumed
        state = reader.state()
    assert records == list(read(log()).records)


def test_many_records_are_given_side_by_side():
    assert isinstance(read(log()).records, Sheet)


def test_a_chunk_that_is_still_being_copied_waits():
    cut = log()[: SECOND_CHUNK + 9000]
    parsed = read(cut, take_rest=False)
    assert (parsed.consumed, parsed.lost, parsed.problem) == (SECOND_CHUNK, 0, None)


def test_a_cut_off_chunk_is_read_as_far_as_whole_records_go():
    parsed = read(log()[: SECOND_CHUNK + 9000])
    first_two = int.from_bytes(log()[SECOND_CHUNK + 32 : SECOND_CHUNK + 40], "little")
    assert len(parsed.records) > in_first_chunk()
    assert len(parsed.records) + parsed.lost == parsed.expected == first_two


def test_a_cut_off_chunk_is_told():
    parsed = read(log()[: SECOND_CHUNK + 9000])
    assert parsed.problem is not None
    assert parsed.problem.startswith(f"The chunk at offset {SECOND_CHUNK} is cut short and has ")


def test_only_zeros_cut_off_lose_nothing_but_are_told():
    parsed = read(log()[:-10])
    assert parsed.lost == 0
    assert parsed.problem is not None


@pytest.mark.parametrize("size", [8, 100, 4095])
def test_a_file_that_ends_inside_its_header_has_no_records(size: int):
    assert read(log()[:size]) == ([], size, 0, 0, "The file ends inside its header.")


def test_a_header_that_is_still_being_copied_waits():
    assert read(log()[:4095], take_rest=False).consumed == 0


def test_a_record_without_its_magic_is_lost_and_the_next_is_found():
    parsed = read(changed(HEADER_SIZE + 512, bytes(4)))
    assert numbers(parsed.records)[0] == 1002
    assert (parsed.expected, parsed.lost) == (200, 1)


def test_a_loss_is_told_with_its_chunk():
    parsed = read(changed(HEADER_SIZE + 512, bytes(4)))
    expected = (
        f"The chunk at offset 4096 has 1 of its {in_first_chunk()} records damaged or missing."
    )
    assert parsed.problem == expected


def test_a_record_that_cannot_be_read_is_kept_as_bytes():
    at = HEADER_SIZE + 512
    broken = changed(at + 28, b"\xee" * 40)
    record = read(broken).records[0]
    size = int.from_bytes(broken[at + 4 : at + 8], "little")
    assert (record.kind.parse, record.raw) == (Parse.NONE, broken[at : at + size])


def test_a_record_that_cannot_be_read_is_not_lost():
    parsed = read(changed(HEADER_SIZE + 512 + 28, b"\xee" * 40))
    assert (len(parsed.records), parsed.expected, parsed.lost) == (200, 200, 0)


def test_a_wrong_record_size_costs_no_other_record():
    parsed = read(changed(HEADER_SIZE + 512 + 4, struct.pack("<I", 40_000)))
    assert numbers(parsed.records)[:2] == [1002, 1003]


def test_damaged_tables_of_a_chunk_do_no_harm():
    assert read(changed(HEADER_SIZE + 128, b"\xff" * 384)).lost == 0


def test_a_chunk_without_its_magic_is_read():
    parsed = read(changed(SECOND_CHUNK, bytes(8)))
    assert len(parsed.records) == 200
    assert parsed.problem == f"The chunk at offset {SECOND_CHUNK} has a damaged beginning."


def test_a_zeroed_chunk_takes_no_other_with_it():
    parsed = read(changed(HEADER_SIZE, bytes(CHUNK_SIZE)))
    assert numbers(parsed.records)[0] == 1001 + in_first_chunk()


def test_unused_zeros_are_no_problem():
    assert read(log() + bytes(3 * CHUNK_SIZE)).problem is None


def test_bytes_of_no_chunk_are_done_with_and_told():
    parsed = read(log() + b"junk" * 100)
    assert parsed.consumed == len(log()) + 400
    assert parsed.problem == f"From offset {len(log())} on there are bytes of no chunk."


def test_inserted_bytes_between_chunks_lose_nothing():
    parsed = read(log()[:SECOND_CHUNK] + b"x" * 512 + log()[SECOND_CHUNK:])
    assert (len(parsed.records), parsed.lost) == (200, 0)


def test_bytes_inserted_in_a_chunk_leave_the_next_whole():
    parsed = read(log()[: HEADER_SIZE + 9000] + b"x" * 512 + log()[HEADER_SIZE + 9000 :])
    assert numbers(parsed.records)[-1] == 1200
    assert parsed.lost >= 1


def test_bytes_missing_in_a_chunk_leave_the_next_whole():
    parsed = read(log()[: HEADER_SIZE + 9000] + log()[HEADER_SIZE + 9512 :])
    rest = 200 - in_first_chunk()
    assert numbers(parsed.records)[-rest:] == list(range(1201 - rest, 1201))


def test_what_looks_like_a_chunk_inside_a_record_is_no_chunk():
    other = log(1)[HEADER_SIZE : HEADER_SIZE + 512].decode("latin-1")
    inside = "ElfChnk\0" + other
    data = evtx_bytes([LogEvent(SECURITY, 4624, 0, {"TargetUserName": inside}), event(1)])
    assert len(read(data).records) == 2


def test_a_damaged_file_header_costs_no_record():
    parsed = read(changed(0, bytes(200)))
    assert len(parsed.records) == 200


def test_chunks_without_a_file_header_are_read():
    parsed = read(log()[HEADER_SIZE:])
    assert (len(parsed.records), parsed.problem) == (200, None)


@pytest.mark.parametrize("last", [2**40, 2**63, 0])
def test_a_promise_that_cannot_be_true_is_not_believed(last: int):
    parsed = read(changed(HEADER_SIZE + 32, struct.pack("<Q", last)))
    assert (parsed.expected, parsed.lost) == (200, 0)


def test_values_of_one_name_and_values_without_name_are_all_kept():
    values = [Element("Data", {"Name": "a"}, (text,)) for text in ("one", "two")]
    nameless = Element("Data", {}, ("three",))
    system = Element("System", {}, [Element("EventID", {}, ("7",))])
    data = tree_bytes(
        [Element("Event", {}, [system, Element("EventData", {}, [*values, nameless])])]
    )
    assert read(data).records[0].fields == {
        "winlog.event_data.a": "one",
        "winlog.event_data.a_1": "two",
        "winlog.event_data.param1": "three",
    }


def test_control_characters_stay_in_the_fields_of_an_event_of_any_shape():
    system = Element("System", {}, [Element("EventID", {}, ("7",))])
    told = Element("UserData", {}, [Element("Told", {}, [Element("By", {}, ("a\x1b[2Jb",))])])
    data = tree_bytes([Element("Event", {}, [system, told])])
    assert read(data).records[0].fields == {"winlog.event_data.By": "a\x1b[2Jb"}


@pytest.mark.parametrize("head", [log()[:65_536], log()[HEADER_SIZE : HEADER_SIZE + 600]])
def test_score_is_one_for_logs_and_for_single_chunks(head: bytes):
    assert FORMAT.score(head) == 1


def test_score_is_one_behind_a_damaged_file_header():
    assert FORMAT.score(changed(0, bytes(100))[:65_536]) == 1


@pytest.mark.parametrize("head", [b"", b"ElfFil", b"<Event>", b"\0" * 9000, b"ElfChnk text"])
def test_score_is_zero_for_anything_else(head: bytes):
    assert FORMAT.score(head) == 0


def test_the_sample_is_read_in_full():
    parsed = read(FORMAT.sample)
    assert FORMAT.score(FORMAT.sample) == 1
    assert [record.kind.parse for record in parsed.records] == [Parse.FULL, Parse.FULL]


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(), flips=st.integers(1, 60))
def test_flipped_bytes_never_raise_and_the_account_is_always_even(chance: Random, flips: int):
    data = bytearray(log(60))
    for _ in range(flips):
        data[chance.randrange(len(data))] = chance.randrange(256)
    parsed = read(bytes(data))
    assert parsed.consumed == len(data)
    assert parsed.expected == len(parsed.records) + parsed.lost


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(), flips=st.integers(1, 30))
def test_behind_an_unharmed_chunk_header_every_record_is_accounted_for(chance: Random, flips: int):
    data = bytearray(log(60))
    for _ in range(flips):
        data[HEADER_SIZE + 512 + chance.randrange(CHUNK_SIZE - 512)] = chance.randrange(256)
    assert read(bytes(data)).expected == 60


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=3000), st.integers(0, 140_000))
def test_strange_bytes_anywhere_are_never_an_error(strange: bytes, at: int):
    data = log()[:at] + strange + log()[at:]
    assert read(data).consumed == len(data)


def test_the_data_checksum_is_over_the_records():
    free = int.from_bytes(log()[HEADER_SIZE + 48 : HEADER_SIZE + 52], "little")
    stored = int.from_bytes(log()[HEADER_SIZE + 52 : HEADER_SIZE + 56], "little")
    assert stored == crc32(log()[HEADER_SIZE + 512 : HEADER_SIZE + free])
