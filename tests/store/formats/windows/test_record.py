"""What a Windows event means: act, outcome, people, process, source and error code."""

import pytest

from store.formats.windows.events.event import Event
from store.formats.windows.events.record import record_of
from store.model import KIND_KEYS, Outcome, Parse, Record

SECURITY = "Microsoft-Windows-Security-Auditing"
SERVICES = "Service Control Manager"
SYSMON = "Microsoft-Windows-Sysmon"
SUBJECT = {
    "SubjectUserSid": "S-1-5-21-1-2-3-500",
    "SubjectUserName": "admin",
    "SubjectDomainName": "EXAMPLE",
}
TARGET = {
    "TargetUserSid": "S-1-5-21-1-2-3-1104",
    "TargetUserName": "alice",
    "TargetDomainName": "CORP",
}
GOOD, BAD = "0x8020000000000000", "0x8010000000000000"


def event(provider: str, code: str, data: dict[str, str] | None = None, **more: str) -> Event:
    texts = dict.fromkeys(("channel", "computer", "record_id", "level", "task", "opcode"), "")
    texts |= dict.fromkeys(("keywords", "pid", "thread", "sid"), "") | more
    return Event(provider=provider, code=code, time=0, data=data or {}, **texts)


def record(provider: str, code: str, data: dict[str, str] | None = None, **more: str) -> Record:
    return record_of(event(provider, code, data, **more), 5, b"raw")


def field(key: str, code: str, data: dict[str, str], provider: str = SECURITY) -> object:
    return record(provider, code, data).fields.get(key)


@pytest.mark.parametrize(
    ("provider", "code", "category", "action"),
    [
        (SECURITY, "4624", "authentication", "login"),
        (SECURITY, "4625", "authentication", "login"),
        (SECURITY, "4634", "session", "logoff"),
        (SECURITY, "4647", "session", "logoff"),
        (SECURITY, "4648", "authentication", "explicit-credentials"),
        (SECURITY, "4672", "session", "special-privileges"),
        (SECURITY, "4688", "process", "process-start"),
        (SYSMON, "1", "process", "process-start"),
        (SECURITY, "4697", "configuration", "service-installed"),
        (SERVICES, "7045", "configuration", "service-installed"),
        (SERVICES, "7040", "configuration", "service-start-type"),
        (SERVICES, "7036", "host", "service-state"),
        (SECURITY, "4698", "configuration", "task-created"),
        (SECURITY, "4702", "configuration", "task-updated"),
        (SECURITY, "4719", "configuration", "audit-policy-changed"),
        (SECURITY, "4720", "iam", "account-created"),
        (SECURITY, "4722", "iam", "account-enabled"),
        (SECURITY, "4723", "iam", "password-change"),
        (SECURITY, "4724", "iam", "password-reset"),
        (SECURITY, "4725", "iam", "account-disabled"),
        (SECURITY, "4726", "iam", "account-deleted"),
        (SECURITY, "4738", "iam", "account-changed"),
        (SECURITY, "4740", "iam", "account-locked"),
        (SECURITY, "4767", "iam", "account-unlocked"),
        (SECURITY, "4781", "iam", "account-renamed"),
        (SECURITY, "4732", "iam", "group-member-added"),
        (SECURITY, "4735", "iam", "group-changed"),
        (SECURITY, "4768", "authentication", "kerberos-tgt"),
        (SECURITY, "4769", "authentication", "kerberos-service"),
        (SECURITY, "4771", "authentication", "kerberos-preauth"),
        (SECURITY, "4776", "authentication", "ntlm-auth"),
        (SECURITY, "4778", "session", "rdp-reconnect"),
        (SECURITY, "4779", "session", "rdp-disconnect"),
        (SECURITY, "4798", "iam", "enumeration"),
        (SECURITY, "5140", "file", "share-access"),
        (SECURITY, "5145", "file", "share-access"),
        ("Microsoft-Windows-Eventlog", "1102", "configuration", "log-cleared"),
        ("Microsoft-Windows-Eventlog", "104", "configuration", "log-cleared"),
        ("EventLog", "6005", "host", "boot"),
        ("EventLog", "6006", "host", "shutdown"),
        ("EventLog", "6008", "host", "unexpected-shutdown"),
        ("USER32", "1074", "host", "shutdown"),
        ("Microsoft-Windows-Kernel-Power", "41", "host", "unexpected-shutdown"),
        ("Microsoft-Windows-PowerShell", "4104", "process", "script-block"),
        ("Microsoft-Windows-PowerShell", "4103", "process", "module-log"),
    ],
)
def test_provider_and_id_say_what_happened(provider: str, code: str, category: str, action: str):
    kind = record(provider, code).kind
    assert (kind.category, kind.action) == (category, action)


@pytest.mark.parametrize(
    ("provider", "code"),
    [("Microsoft-Windows-CAPI2", "41"), (SYSMON, "25"), ("Other", "4104"), ("", "4625")],
)
def test_an_id_of_another_provider_says_nothing(provider: str, code: str):
    assert record(provider, code).kind.action is None


@pytest.mark.parametrize(
    ("code", "data", "keywords", "outcome"),
    [
        ("4624", {}, BAD, Outcome.SUCCESS),
        ("4625", {}, GOOD, Outcome.FAILURE),
        ("4768", {"Status": "0x0"}, "", Outcome.SUCCESS),
        ("4768", {"Status": "0x6"}, "", Outcome.FAILURE),
        ("4769", {"Status": "0x1b"}, GOOD, Outcome.FAILURE),
        ("4771", {"Status": "0x18"}, "", Outcome.FAILURE),
        ("4776", {"Status": "0x00000000"}, "", Outcome.SUCCESS),
        ("4776", {"Status": "0xc000006a"}, "", Outcome.FAILURE),
        ("4776", {}, BAD, Outcome.FAILURE),
        ("4688", {}, GOOD, Outcome.SUCCESS),
        ("4656", {}, BAD, Outcome.FAILURE),
        ("9999", {}, "0xa0000000000000", Outcome.SUCCESS),
        ("9999", {}, "0x8000000000000000", None),
        ("9999", {}, "many", None),
    ],
)
def test_outcome(code: str, data: dict[str, str], keywords: str, outcome: Outcome | None):
    assert record(SECURITY, code, data, keywords=keywords).kind.outcome is outcome


@pytest.mark.parametrize("code", ["4624", "4625", "4634", "4647", "4768", "4769", "4771", "4776"])
def test_the_user_of_a_logon_is_the_target(code: str):
    fields = record(SECURITY, code, SUBJECT | TARGET).fields
    assert (fields["user.name"], fields["user.domain"]) == ("alice", "CORP")


@pytest.mark.parametrize(
    "code", ["4648", "4672", "4688", "4697", "4698", "4719", "1102", "5140", "4663", "4720"]
)
def test_the_user_of_an_act_is_the_subject(code: str):
    fields = record(SECURITY, code, SUBJECT | TARGET).fields
    assert (fields["user.name"], fields["user.id"]) == ("admin", "S-1-5-21-1-2-3-500")


def test_who_clears_the_log_is_the_user():
    assert field("user.name", "1102", SUBJECT, "Microsoft-Windows-Eventlog") == "admin"


@pytest.mark.parametrize(
    "code", ["4720", "4722", "4723", "4724", "4725", "4726", "4738", "4740", "4798"]
)
def test_the_account_that_is_acted_on_is_the_target(code: str):
    assert field("user.target.name", code, SUBJECT | TARGET) == "alice"


def test_a_renamed_account_goes_by_the_name_it_had():
    data = SUBJECT | {"OldTargetUserName": "alice", "NewTargetUserName": "alicia"}
    assert field("user.target.name", "4781", data) == "alice"


def test_a_group_is_no_user():
    data = SUBJECT | {
        "MemberName": "CN=Bob,OU=Staff,DC=example,DC=com",
        "MemberSid": "S-1-5-21-1-2-3-1105",
        "TargetUserName": "Administrators",
    }
    fields = record(SECURITY, "4732", data).fields
    assert (fields["group.name"], fields["user.target.name"]) == ("Administrators", "Bob")


@pytest.mark.parametrize("code", ["4648", "4688"])
def test_the_account_whose_rights_are_used_is_the_effective_user(code: str):
    assert field("user.effective.name", code, SUBJECT | TARGET) == "alice"


@pytest.mark.parametrize("nobody", ["-", "S-1-0-0", "%%1833", " ", "NULL SID"])
def test_nobody_is_no_user(nobody: str):
    data = {"TargetUserName": nobody, "TargetUserSid": nobody, "TargetDomainName": nobody}
    fields = record(SECURITY, "4625", data).fields
    assert [key for key in fields if key.startswith("user.")] == []


def test_a_failed_logon_without_target_is_not_put_on_the_subject():
    assert field("user.name", "4625", SUBJECT | {"TargetUserName": "-"}) is None


@pytest.mark.parametrize(
    ("provider", "code", "data"),
    [
        (SYSMON, "1", {"User": "CORP\\alice"}),
        (SECURITY, "4778", {"AccountName": "alice", "AccountDomain": "CORP"}),
        (
            "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
            "1149",
            {"Param1": "alice", "Param2": "CORP", "Param3": "192.0.2.7"},
        ),
        ("Microsoft-Windows-TerminalServices-LocalSessionManager", "21", {"User": "CORP\\alice"}),
        ("User32", "1074", {"param7": "CORP\\alice"}),
    ],
)
def test_the_user_of_a_session(provider: str, code: str, data: dict[str, str]):
    fields = record(provider, code, data).fields
    assert (fields["user.name"], fields["user.domain"]) == ("alice", "CORP")


def test_the_account_that_logs_stands_in_where_no_other_is_named():
    fields = record(SERVICES, "7045", {}, sid="S-1-5-21-1-2-3-500").fields
    assert fields["user.id"] == "S-1-5-21-1-2-3-500"


def test_the_account_that_runs_sysmon_is_not_the_user():
    assert "user.id" not in record(SYSMON, "1", {}, sid="S-1-5-18").fields


@pytest.mark.parametrize(
    ("code", "data", "source"),
    [
        ("4625", {"IpAddress": "192.0.2.7", "IpPort": "50123"}, {"ip": "192.0.2.7", "port": 50123}),
        ("4769", {"IpAddress": "::ffff:192.0.2.7", "IpPort": "0"}, {"ip": "192.0.2.7"}),
        ("4624", {"IpAddress": "-", "WorkstationName": "PC1"}, {"domain": "PC1"}),
        ("4776", {"Workstation": "\\\\PC1"}, {"domain": "PC1"}),
        ("4778", {"ClientAddress": "LOCAL", "ClientName": "PC1"}, {"domain": "PC1"}),
        ("4779", {"ClientAddress": "2001:DB8::1"}, {"ip": "2001:db8::1"}),
        ("4625", {"IpAddress": "pc1.example.com"}, {"domain": "pc1.example.com"}),
        ("4740", {"TargetDomainName": "PC1"}, {"domain": "PC1"}),
        ("4625", {"IpAddress": "-", "IpPort": "-", "WorkstationName": "-"}, {}),
        ("4625", {"IpPort": "70000"}, {}),
        ("4720", {"TargetDomainName": "PC1"}, {}),
    ],
)
def test_source(code: str, data: dict[str, str], source: dict[str, object]):
    fields = record(SECURITY, code, data).fields
    found = {key[7:]: value for key, value in fields.items() if key.startswith("source.")}
    assert found == source


def test_a_started_process_is_the_process_of_the_record():
    data = {
        "NewProcessId": "0x560",
        "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
        "CommandLine": "cmd /c whoami",
        "ParentProcessName": "C:\\Windows\\explorer.exe",
    }
    fields = record(SECURITY, "4688", data, pid="4", thread="8").fields
    assert {key: value for key, value in fields.items() if key.startswith("process.")} == {
        "process.pid": 0x560,
        "process.executable": "C:\\Windows\\System32\\cmd.exe",
        "process.command_line": "cmd /c whoami",
        "process.parent.executable": "C:\\Windows\\explorer.exe",
    }


def test_the_process_name_is_the_last_part_of_its_path():
    data = {"Image": "C:\\Windows/System32\\cmd.exe", "ProcessId": "9112"}
    assert record(SYSMON, "1", data).kind.program == "cmd.exe"


def test_the_process_that_logs_stands_in_where_no_other_is_named():
    fields = record(SERVICES, "7036", pid="612", thread="700").fields
    assert (fields["process.pid"], fields["process.thread.id"]) == (612, 700)


def test_no_process_name_without_an_executable():
    assert record(SERVICES, "7036", pid="612").kind.program is None


def test_logon_type_is_a_number():
    assert field("winlog.logon.type", "4624", {"LogonType": "3"}) == 3


def test_event_data_are_kept_as_written():
    assert field("winlog.event_data.TargetUserName", "4625", {"TargetUserName": "-"}) == "-"


@pytest.mark.parametrize(
    ("level", "name"),
    [("0", "information"), ("1", "critical"), ("2", "error"), ("3", "warning"), ("5", "verbose")],
)
def test_levels_have_names(level: str, name: str):
    assert record(SECURITY, "4624", level=level).kind.level == name


def test_system_values_are_fields():
    found = record(
        "Other",
        "1",
        computer="host.example.com",
        record_id="77",
        task="12544",
        opcode="0",
        keywords=GOOD,
        level="4",
    )
    assert found.fields == {
        "host.name": "host.example.com",
        "winlog.computer_name": "host.example.com",
        "winlog.record_id": 77,
        "winlog.task": "12544",
        "winlog.opcode": "0",
        "winlog.keywords": GOOD,
        "winlog.level": "4",
    }


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 30, "²", "0xzz"])
def test_what_is_no_number_is_left_out(text: str):
    assert "winlog.record_id" not in record(SECURITY, "4624", record_id=text).fields


@pytest.mark.parametrize("code", ["", "login", "4" * 11])
def test_without_an_id_only_the_envelope_is_understood(code: str):
    kind = record(SECURITY, code).kind
    assert (kind.parse, kind.code) == (Parse.HEADER, None)


def test_alike_events_share_one_kind():
    assert record(SECURITY, "4624").kind is record(SECURITY, "4624").kind


def test_fields_hold_no_key_of_a_kind():
    data = SUBJECT | TARGET | {"ProcessName": "C:\\a.exe", "Status": "0xc000006d"}
    assert not set(KIND_KEYS) & set(record(SECURITY, "4625", data, channel="Security").fields)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"Status": "0xc000006d", "SubStatus": "0xc000006a"}, "0xC000006A"),
        ({"Status": "0xc000010b", "SubStatus": "0x0"}, "0x0"),
        ({"Status": "0x18"}, "0x18"),
        ({"Status": "0x0"}, None),
        ({"Status": "Started"}, None),
        ({"AccessMask": "0x80070005"}, None),
    ],
)
def test_error_code_of_security_events(data: dict[str, str], code: str | None):
    assert field("error.code", "4625", data) == code


@pytest.mark.parametrize(
    ("level", "data", "code"),
    [
        ("2", {"errorCode": "0x80248007"}, "0x80248007"),
        ("2", {"param1": "2147942405"}, "0x80070005"),
        ("2", {"param2": "%%2147942405"}, "0x80070005"),
        ("3", {"param1": "-2147024891"}, "0x80070005"),
        ("2", {"param1": "HRESULT 0x80070005 (Access is denied.)"}, "0x80070005"),
        ("2", {"ResultCode": "0x80041003"}, "0x80041003"),
        ("4", {"Text": "failed with 0x80070005."}, "0x80070005"),
        ("4", {"param4": "0x80020003"}, None),
        ("2", {"param1": "0x800700051"}, None),
        ("2", {"param1": "1115"}, None),
        ("2", {"param1": "2000000000"}, None),
    ],
)
def test_error_code_of_other_events(level: str, data: dict[str, str], code: str | None):
    found = record("Microsoft-Windows-DistributedCOM", "10006", data, level=level)
    assert found.fields.get("error.code") == code


def test_error_code_of_a_rendered_message():
    found = record("Other", "1", level="2", message="Error: 0x80070005")
    assert found.fields["error.code"] == "0x80070005"


@pytest.mark.parametrize(
    ("provider", "code"), [("Microsoft-Windows-PowerShell", "4104"), (SYSMON, "1")]
)
def test_a_code_in_what_somebody_typed_is_no_error(provider: str, code: str):
    data = {"ScriptBlockText": "echo 0x80070005", "CommandLine": "echo 0x80070005"}
    assert "error.code" not in record(provider, code, data, level="3").fields


def test_names_too_long_to_be_remembered_are_read_all_the_same():
    long = "x" * 5000
    fields = record(SECURITY, "4624", {**TARGET, long: "1"}).fields
    assert (fields["user.name"], fields[f"winlog.event_data.{long}"]) == ("alice", "1")


def test_events_with_the_same_names_keep_their_own_values():
    users = [field("user.name", "4624", {**TARGET, "TargetUserName": name}) for name in ("a", "b")]
    assert users == ["a", "b"]


def test_a_value_under_an_empty_name_is_no_address():
    assert "source.domain" not in record(SECURITY, "4624", {"": "pc7"}).fields
