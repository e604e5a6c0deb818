"""What was exported is read back as it was, and what others wrote as they meant it."""

import json
from datetime import UTC

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.formats.registry import detect, formats
from store.model import Context, Parse, Record, TimeFlag
from store.times import iso

CONTEXT = Context(UTC, 0, "here")
NAMES = ("ecs.jsonl", "plaso.csv", "plaso.l2tcsv")


def records(name: str, data: bytes, cuts: tuple[int, ...] = ()) -> list[Record]:
    """What a format reads, given piece by piece."""
    log = formats()[name]
    reader = log.open(CONTEXT, {}, lambda: iter(()))
    found: list[Record] = []
    done = 0
    for end in (*sorted(cuts), len(data)):
        last = end == len(data)
        if end < done:
            continue
        parsed = reader.read(data[done:end], done, at_end=last, take_rest=last)
        found += parsed.records
        done += parsed.consumed
        reader = log.open(CONTEXT, reader.state(), lambda: iter(()))
    return found


def one(line: str) -> Record:
    """The record of one ECS line."""
    (found,) = records("ecs.jsonl", line.encode())
    return found


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_cutting_a_source_changes_no_record(name, data):
    sample = formats()[name].sample
    cuts = data.draw(st.lists(st.integers(0, len(sample))).map(tuple))
    assert records(name, sample, cuts) == records(name, sample)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary())
def test_any_bytes_are_kept(name, data):
    assume(not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")))
    found = records(name, data)
    assert b"".join(each.raw for each in found).replace(b"\r", b"").replace(b"\n", b"") == (
        data.replace(b"\r", b"").replace(b"\n", b"")
    )


def test_nested_and_flat_names_mean_the_same():
    flat = one('{"@timestamp":"2026-03-10T06:25:09Z","source.ip":"192.0.2.7","event.action":"x"}')
    nested = one(
        '{"@timestamp":"2026-03-10T07:25:09+01:00","source":{"ip":"192.0.2.7"},'
        '"event":{"action":"x"}}'
    )
    assert (flat.kind, flat.fields, flat.time) == (nested.kind, nested.fields, nested.time)
    assert flat.fields == {"source.ip": "192.0.2.7", "host.name": "here"}
    assert iso(flat.time or 0) == "2026-03-10T06:25:09.000000Z"


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ('"source.ip":"::ffff:192.0.2.7"', "source.ip", "192.0.2.7"),
        ('"source.ip":"a host"', "source.domain", "a host"),
        ('"source.port":"443"', "source.port", 443),
        ('"source.port":"x"', "source.port", None),
        ('"process.pid":1e999', "process.pid", None),
        ('"user.name":7', "user.name", "7"),
        ('"x":true', "x", "true"),
        ('"x":[1,2]', "x", "[1,2]"),
        ('"x":["a"]', "x", "a"),
        ('"x":null', "x", None),
        ('"x":{"y":{"z":1.5}}', "x.y.z", 1.5),
        ('"host.name":"web1"', "host.name", "web1"),
        ('"event.id":"1"', "event.id", None),
        ('"log.offset":1', "log.offset", None),
    ],
)
def test_values_have_the_type_that_their_key_wants(given, field, value):
    found = one(f'{{"@timestamp":"2026-03-10T06:25:09Z",{given}}}')
    assert found.fields.get(field) == value


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ('"event.outcome":"success"', {"outcome": "success"}),
        ('"event.outcome":"perhaps"', {"outcome": None}),
        ('"event.category":["web"]', {"category": "web"}),
        ('"http.response.status_code":"404"', {"status": 404}),
        ('"http.response.status_code":9999999', {"status": None}),
        ('"winlog.event_id":4625', {"code": "4625"}),
        ('"event.parse":"header"', {"parse": Parse.HEADER}),
        ('"event.parse":"x"', {"parse": Parse.FULL}),
    ],
)
def test_what_repeats_is_in_the_kind(given, kind):
    found = one(f'{{"@timestamp":"2026-03-10T06:25:09Z",{given}}}').kind
    assert {name: getattr(found, name) for name in kind} == kind


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"a":1}', '{"@timestamp":', "x"])
def test_what_is_no_event_is_kept_as_such(line):
    assert one(line).kind.parse is Parse.NONE


@pytest.mark.parametrize(
    "time", ['"yesterday"', "7", '"9999-12-31T23:59:59-23:59"', '"1890-01-01"']
)
def test_a_time_that_is_none_is_left_open(time):
    assert one(f'{{"@timestamp":{time},"message":"x"}}').time is None


def test_deep_objects_are_taken():
    line = '{"@timestamp":"2026-03-10T06:25:09Z","a":' + '{"b":' * 100 + "1" + "}" * 101
    assert json.loads(str(one(line).fields["a." + ".".join("b" * 12)]))["b"]


def test_a_timeline_of_plaso():
    first, second = records("plaso.csv", formats()["plaso.csv"].sample)
    assert first.fields["plaso.display_name"] == "OS:/etc/passwd"
    assert "plaso.tag" not in first.fields
    assert second.fields["message"] == "[sshd, pid: 4121] Failed password\nfor root"
    assert iso(second.time or 0) == "2026-03-10T06:25:10.002000Z"


def test_no_row_makes_itself_a_heading():
    heading = b"datetime,timestamp_desc,message,user.name\n"
    rows = b"timestamp_desc,datetime,x,message\n2026-03-10T06:25:09Z,a,b,root\n"
    found = records("plaso.csv", heading + rows)
    assert [each.fields.get("user.name") for each in found] == ["message", "root"]


def test_a_row_of_another_width_is_kept_as_such():
    found = records("plaso.csv", b"datetime,timestamp_desc,message\n1,2\n")
    assert [each.kind.parse for each in found] == [Parse.NONE]


def test_formulas_lose_their_apostrophe():
    found = records("plaso.csv", b"datetime,timestamp_desc,message\n2026-03-10,x,'=1+1\n")
    assert found[0].fields["message"] == "=1+1"


def test_exports_are_known_by_their_content():
    assert detect(b'{"@timestamp": "2026-03-10T06:25:09Z", "message": "x"}\n') is not None
    found = detect(b"message,timestamp,datetime,timestamp_desc,user.name\nx,1,2,3,4\n")
    assert found is not None
    assert found.name == "plaso.csv"


L2T = (
    b"date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,"
    b"notes,format,extra\n"
)


def _l2t(row: str) -> Record:
    (found,) = records("plaso.l2tcsv", L2T + row.encode() + b"\n")
    return found


def test_a_timeline_of_log2timeline():
    first, second = records("plaso.l2tcsv", formats()["plaso.l2tcsv"].sample)
    assert first.fields["plaso.extra"] == "file_size: 2041; is_allocated: True"
    assert "user.name" not in first.fields
    assert (second.fields["user.name"], second.fields["host.name"]) == ("root", "web1")
    assert second.fields["message"] == "[sshd, pid: 4121] Failed password for root"
    assert iso(second.time or 0) == "2026-03-10T06:25:10.000000Z"


@pytest.mark.parametrize(
    ("zone", "time", "flags"),
    [
        ("Europe/Amsterdam", "2026-07-10T04:00:00.000000Z", 0),
        ("EST5EDT", "2026-07-10T10:00:00.000000Z", 0),
        ("no/such/zone", "2026-07-10T06:00:00.000000Z", TimeFlag.ZONE_ASSUMED),
        ("../../etc/passwd", "2026-07-10T06:00:00.000000Z", TimeFlag.ZONE_ASSUMED),
    ],
)
def test_its_times_are_of_the_zone_beside_them(zone, time, flags):
    found = _l2t(f"07/10/2026,06:00:00,{zone},M,LOG,x,y,-,-,s,d,2,f,-,-,p,-")
    assert (iso(found.time or 0), found.time_flags) == (time, flags)


@pytest.mark.parametrize("stamp", ["00/00/0000,--:--:--", "02/30/2026,06:00:00", "x,y"])
def test_what_is_no_time_is_none(stamp):
    assert _l2t(f"{stamp},UTC,M,LOG,x,y,-,-,s,d,2,f,-,-,p,-").time is None


def test_the_two_timelines_are_told_apart():
    found = detect(formats()["plaso.l2tcsv"].sample)
    assert found is not None
    assert found.name == "plaso.l2tcsv"
