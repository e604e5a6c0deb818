"""Names and values of fields."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.clock import microseconds
from store.model import KIND_KEYS, Kind
from store.rules.reading.fields import NUMERIC, Family, canonical, value_of
from tests.store.rules.making import record


@pytest.mark.parametrize(
    ("name", "family", "key"),
    [
        ("c-ip", Family.WEB, "source.ip"),
        ("cs-method", Family.WEB, "http.request.method"),
        ("cs-uri-stem", Family.WEB, "url.path"),
        ("cs-uri-query", Family.WEB, "url.original"),
        ("cs-uri", Family.WEB, "url.original"),
        ("c-uri", Family.WEB, "url.original"),
        ("sc-status", Family.WEB, "http.response.status_code"),
        ("sc-bytes", Family.WEB, "http.response.body.bytes"),
        ("cs-user-agent", Family.WEB, "user_agent.original"),
        ("c-useragent", Family.WEB, "user_agent.original"),
        ("cs(User-Agent)", Family.WEB, "user_agent.original"),
        ("cs-referer", Family.WEB, "http.request.referrer"),
        ("cs-host", Family.WEB, "url.domain"),
        ("cs-username", Family.WEB, "user.name"),
        ("cs-version", Family.WEB, "http.version"),
        ("cs-content-type", Family.WEB, "http.request.mime_type"),
        ("timestamp", Family.WEB, "@timestamp"),
        ("TTY", Family.LINUX, "process.tty"),
        ("TimeCreated", Family.WINDOWS, "@timestamp"),
        ("LogonId", Family.WINDOWS, "winlog.event_data.LogonId"),
        ("LogonId", Family.PROCESS, "process.logon.id"),
        ("User", Family.PROCESS, "process.user.name"),
        ("NewProcessName", Family.PROCESS, "process.executable"),
        ("NewProcessName", Family.WINDOWS, "winlog.event_data.NewProcessName"),
        ("ParentProcessName", Family.PROCESS, "process.parent.executable"),
        ("ParentProcessId", Family.PROCESS, "process.parent.pid"),
        ("IntegrityLevel", Family.PROCESS, "process.integrity_level"),
        ("user", Family.LINUX, "user.name"),
        ("USER", Family.LINUX, "user.effective.name"),
        ("host", Family.LINUX, "host.name"),
        ("EventID", Family.WINDOWS, "event.code"),
        ("Channel", Family.WINDOWS, "winlog.channel"),
        ("Provider_Name", Family.WINDOWS, "winlog.provider_name"),
        ("Computer", Family.WINDOWS, "winlog.computer_name"),
        ("TargetUserName", Family.WINDOWS, "winlog.event_data.TargetUserName"),
        ("Image", Family.WINDOWS, "winlog.event_data.Image"),
        ("Image", Family.PROCESS, "process.executable"),
        ("OriginalFileName", Family.PROCESS, "winlog.event_data.OriginalFileName"),
    ],
)
def test_names_of_sigma_mean_ecs_keys(name, family, key):
    assert canonical(name, family) == key


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize(
    "key", [*KIND_KEYS, "source.ip", "user.name", "message", "weekday", "date"]
)
def test_ecs_names_mean_themselves_everywhere(key, family):
    assert canonical(key, family) == key


@pytest.mark.parametrize("key", KIND_KEYS)
def test_a_kind_is_read_by_its_keys(key):
    kind = Kind()._replace(**{KIND_KEYS[key]: "here"})  # type: ignore[arg-type]  # any field
    assert value_of(key)(record(kind)) == "here"


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("url.decoded", {"url.path": "/%2e%2e/", "url.query": "a+b"}),
        ("user_agent.decoded", {"user_agent.original": "%2e./?a%20b"}),
        ("http.request.referrer.decoded", {"http.request.referrer": "/%252e./?a%20b"}),
    ],
)
def test_what_a_client_sent_is_read_without_disguises(key, fields):
    one = record()._replace(fields=fields)
    assert str(value_of(key)(one)).strip("/") == "../?a b"


@pytest.mark.parametrize(
    "key", ["source.ip", "url.original", "url.decoded", "user_agent.decoded", "process.pid"]
)
def test_what_a_record_lacks_is_none(key):
    assert value_of(key)(record()) is None


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({"url_path": "/a"}, "/a"),
        ({"url_path": "/a", "url_query": "b=1"}, "/a?b=1"),
        ({"url_query": "b=1"}, "?b=1"),
    ],
)
def test_the_target_is_path_and_query(fields, target):
    assert value_of("url.original")(record(**fields)) == target


def test_the_original_writes_out_what_is_not_utf_8():
    assert value_of("event.original")(record(raw=b"a\xffb")) == "a\\xffb"


def test_a_weight_is_a_number():
    assert value_of("related.weight")(record(weight=3)) == 3


def test_event_data_is_all_its_values():
    one = record()
    one.fields.update({"winlog.event_data.A": "x", "winlog.event_data.B": "y", "user.name": "z"})
    assert value_of("winlog.event_data")(one) == "x\ny"


def test_an_executable_is_found_in_event_data():
    one = record()._replace(fields={"winlog.event_data.NewProcessName": "C:\\a.exe"})
    assert value_of("process.executable")(one) == "C:\\a.exe"


@pytest.mark.parametrize("name", ["New Value", "NewValue"])
def test_blanks_in_the_names_of_defender_are_left_out(name):
    one = record()._replace(fields={f"winlog.event_data.{name}": "x"})
    assert value_of(canonical("NewValue", Family.WINDOWS))(one) == "x"


def test_the_process_of_a_logon_ends_without_the_blanks_that_windows_adds():
    one = record()._replace(fields={"winlog.event_data.LogonProcessName": "NtLmSsp "})
    assert value_of("winlog.event_data.LogonProcessName")(one) == "NtLmSsp"


def test_an_event_without_a_logon_has_no_process_of_it():
    assert value_of("winlog.event_data.LogonProcessName")(record()) is None


CREATED = {
    "NewProcessId": "0x1f4",
    "NewProcessName": "C:\\a.exe",
    "ProcessId": "0x10",
    "SubjectUserName": "carol",
    "SubjectDomainName": "EXAMPLE",
    "SubjectLogonId": "0x3e7",
    "MandatoryLabel": "S-1-16-12288",
}
STARTED = {
    "Image": "C:\\a.exe",
    "ProcessId": "500",
    "ParentProcessId": "16",
    "User": "EXAMPLE\\carol",
    "LogonId": "0x3e7",
    "IntegrityLevel": "High",
}


@pytest.mark.parametrize("data", [CREATED, STARTED])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("process.executable", "C:\\a.exe"),
        ("process.entity.pid", "500"),
        ("process.parent.pid", "16"),
        ("process.user.name", "EXAMPLE\\carol"),
        ("process.logon.id", "0x3e7"),
        ("process.integrity_level", "High"),
    ],
)
def test_a_new_process_is_told_alike_by_both_logs(data, key, value):
    one = record()._replace(fields={f"winlog.event_data.{name}": data[name] for name in data})
    assert value_of(key)(one) == value


@pytest.mark.parametrize(
    ("data", "key", "value"),
    [
        ({"SubjectUserName": "carol"}, "process.user.name", "carol"),
        ({"NewProcessId": "0xZZ"}, "process.entity.pid", "0xZZ"),
        ({"MandatoryLabel": "S-1-2"}, "process.integrity_level", "S-1-2"),
        ({}, "process.user.name", None),
        ({}, "process.entity.pid", None),
        ({"ProcessId": "7"}, "process.parent.pid", None),
        ({}, "process.integrity_level", None),
    ],
)
def test_a_new_process_that_is_told_badly(data, key, value):
    one = record()._replace(fields={f"winlog.event_data.{name}": data[name] for name in data})
    assert value_of(key)(one) == value


@pytest.mark.parametrize(
    ("zone", "value"),
    [
        (UTC, "2026-03-08T23:30:00.000000+00:00"),
        (ZoneInfo("Europe/Berlin"), "2026-03-09T00:30:00.000000+01:00"),
    ],
)
def test_the_time_is_that_of_the_zone(zone, value):
    sunday = microseconds(datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    assert value_of("@timestamp", zone)(record(time=sunday)) == value


@pytest.mark.parametrize(
    ("key", "zone", "value"),
    [
        ("weekday", UTC, 0),
        ("hour", UTC, 23),
        ("date", UTC, "2026-03-08"),
        ("weekday", ZoneInfo("Europe/Berlin"), 1),
        ("hour", ZoneInfo("Europe/Berlin"), 0),
        ("date", ZoneInfo("Europe/Berlin"), "2026-03-09"),
    ],
)
def test_the_calendar_is_that_of_the_zone(key, zone, value):
    sunday = microseconds(datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    assert value_of(key, zone)(record(time=sunday)) == value


@pytest.mark.parametrize("time", [None, 10**18, -(10**18)])
@pytest.mark.parametrize("key", ["weekday", "hour", "date", "@timestamp"])
def test_without_a_time_in_the_calendar_there_is_no_day(key, time):
    assert value_of(key)(record(time=time)) is None


@given(
    st.lists(st.integers(600_000_000, 2_200_000_000), max_size=20),
    st.sampled_from(
        [
            ZoneInfo("Europe/Berlin"),
            ZoneInfo("Australia/Lord_Howe"),
            ZoneInfo("Asia/Kathmandu"),
            timezone(timedelta(hours=5, minutes=53, seconds=28)),
        ]
    ),
)
def test_remembering_the_hour_changes_nothing(seconds, zone):
    hour_of, date_of = value_of("hour", zone), value_of("date", zone)
    for second in (each + more for each in seconds for more in (0, 1799, 3600)):
        one = record(time=second * 1_000_000)
        local = datetime.fromtimestamp(second, zone)
        assert (hour_of(one), date_of(one)) == (local.hour, local.date().isoformat())


def test_a_windows_event_id_is_text():
    assert "event.code" not in NUMERIC
