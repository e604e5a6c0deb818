"""Event data out of rendered text (formats.md 2.6, "Message text -> fields")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.windows.rendered.alignment import by_position, line_of_shape, lines_of, place
from store.formats.windows.rendered.message_labels import template_of
from store.formats.windows.rendered.messages import data_of, reading_of

SECURITY = "Microsoft-Windows-Security-Auditing"
WHO = (
    "\tSecurity ID:\t\t{sid}\r\n\tAccount Name:\t\t{name}\r\n\tAccount Domain:\t\t{domain}\r\n"
    "\tLogon ID:\t\t{logon}\r\n\r\n"
)


def who(name: str = "alice", *, sid: str = "S-1-5-21-1-2-3-1104", logon: str = "0x3E4") -> str:
    return WHO.format(sid=sid, name=name, domain="EXAMPLE", logon=logon)


def failed(name: str = "bob", station: str = "PC7", *, end: str = "") -> str:
    return (
        "An account failed to log on.\r\n\r\nSubject:\r\n"
        + who("-", sid="NULL SID", logon="0x0")
        + "Logon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n"
        f"\tSecurity ID:\t\tNULL SID\r\n\tAccount Name:\t\t{name}\r\n"
        "\tAccount Domain:\t\tEXAMPLE\r\n\r\nFailure Information:\r\n"
        "\tFailure Reason:\t\tUnknown user name or bad password.\r\n"
        "\tStatus:\t\t\t0xC000006D\r\n\tSub Status:\t\t0xC000006A\r\n\r\n"
        "Process Information:\r\n\tCaller Process ID:\t0x0\r\n\tCaller Process Name:\t-\r\n\r\n"
        f"Network Information:\r\n\tWorkstation Name:\t{station}\r\n"
        "\tSource Network Address:\t192.0.2.7\r\n\tSource Port:\t\t50123\r\n\r\n"
        "Detailed Authentication Information:\r\n\tLogon Process:\t\tNtLmSsp \r\n"
        "\tAuthentication Package:\tNTLM\r\n\tTransited Services:\t-\r\n"
        "\tPackage Name (NTLM only):\t-\r\n\tKey Length:\t\t0\r\n\r\n"
        "This event is generated when a logon request fails." + end
    )


def started(command: str, *, parent: str = "\tCreator Process Name:\tC:\\a.exe\r\n") -> str:
    return (
        "A new process has been created.\r\n\r\nCreator Subject:\r\n"
        + who()
        + "Target Subject:\r\n"
        + who("-", sid="NULL SID", logon="0x0")
        + "Process Information:\r\n\tNew Process ID:\t\t0x1A2B\r\n"
        "\tNew Process Name:\tC:\\Windows\\cmd.exe\r\n"
        "\tToken Elevation Type:\tTokenElevationTypeLimited (3)\r\n"
        "\tMandatory Label:\t\tS-1-16-8192\r\n\tCreator Process ID:\t0x10\r\n"
        f"{parent}\tProcess Command Line:\t{command}\r\n\r\n"
        "Token Elevation Type indicates the type of token.\r\n\r\nType 1 is a full token."
    )


def test_repeated_labels_go_by_their_section():
    found = data_of(SECURITY, "4625", failed())
    assert (found["SubjectUserName"], found["TargetUserName"]) == ("-", "bob")


def test_a_label_without_section_is_found():
    assert data_of(SECURITY, "4625", failed())["LogonType"] == "3"


@pytest.mark.parametrize(
    "section", ["Logon Type:\t\t\t2\r\n\r\n", "Logon Information:\r\n\tLogon Type:\t\t2\r\n\r\n"]
)
def test_logon_type_of_4624_stands_in_either_place(section: str):
    text = (
        "An account was successfully logged on.\r\n\r\nSubject:\r\n"
        + who()
        + section
        + "New Logon:\r\n"
        + who("bob").rstrip()
        + "\r\n\tLogon GUID:\t\t{0}\r\n\r\n"
    )
    found = data_of(SECURITY, "4624", text)
    assert (found["LogonType"], found["TargetUserName"]) == ("2", "bob")


@pytest.mark.parametrize("code", ["4634", "4647"])
def test_the_subject_of_a_logoff_is_the_target(code: str):
    text = "User initiated logoff:\r\n\r\nSubject:\r\n" + who("bob") + "Logon Type:\t\t\t3"
    assert data_of(SECURITY, code, text)["TargetUserName"] == "bob"


def test_a_creator_is_the_subject_and_the_parent():
    found = data_of(SECURITY, "4688", started("cmd /c dir"))
    assert found["SubjectUserName"] == "alice"
    assert (found["ProcessId"], found["ParentProcessName"]) == ("0x10", "C:\\a.exe")


def test_a_command_line_ends_where_the_explanation_begins():
    assert data_of(SECURITY, "4688", started("cmd /c dir"))["CommandLine"] == "cmd /c dir"


@pytest.mark.parametrize("text", [failed(""), failed("\r\n")])
def test_an_empty_value_does_not_take_the_next_line(text: str):
    assert "TargetUserName" not in data_of(SECURITY, "4625", text)
    assert data_of(SECURITY, "4625", text)["TargetDomainName"] == "EXAMPLE"


def test_hexadecimal_numbers_are_in_small_letters():
    found = data_of(SECURITY, "4688", started("x"))
    assert (found["SubjectLogonId"], found["NewProcessId"]) == ("0x3e4", "0x1a2b")


def test_a_name_in_the_place_of_a_sid_is_none():
    assert "SubjectUserSid" not in data_of(SECURITY, "4625", failed())
    assert data_of(SECURITY, "4688", started("x"))["SubjectUserSid"] == "S-1-5-21-1-2-3-1104"


def test_words_become_the_numbers_of_the_event_data():
    assert data_of(SECURITY, "4625", failed())["FailureReason"] == "%%2313"
    assert data_of(SECURITY, "4688", started("x"))["TokenElevationType"] == "%%1938"


def test_a_list_is_kept_whole():
    text = "Special.\r\n\r\nSubject:\r\n" + who() + "Privileges:\t\tSeA\r\n\t\t\tSeB\r\n\t\t\tSeC"
    assert data_of(SECURITY, "4672", text)["PrivilegeList"].split() == ["SeA", "SeB", "SeC"]


def test_accesses_become_their_numbers():
    text = (
        "A network share object was accessed.\r\n\t\r\nSubject:\r\n"
        + who()
        + "Network Information:\t\r\n\tObject Type:\t\tFile\r\n\tSource Address:\t\t2001:db8::7\r\n"
        "\tSource Port:\t\t50123\r\n\t\r\nShare Information:\r\n\tShare Name:\t\t\\\\*\\IPC$\r\n"
        "\tShare Path:\t\t\r\n\r\nAccess Request Information:\r\n\tAccess Mask:\t\t0x1\r\n"
        "\tAccesses:\t\tREAD_CONTROL\r\n\t\t\t\tReadEA\r\n\t\t\t\t\r\n"
    )
    found = data_of(SECURITY, "5140", text)
    assert found["AccessList"].split() == ["%%1538", "%%4419"]
    assert "ShareLocalPath" not in found
    assert found["ShareName"] == "\\\\*\\IPC$"


FAKES = [
    pytest.param("x\r\n\tCreator Process Name:\tC:\\fake.exe", id="a label of the event"),
    pytest.param("x\r\n\r\nCreator Subject:\r\n\tAccount Name:\t\troot", id="a section"),
    pytest.param(started("benign").partition("\r\n\r\n")[2], id="the whole event"),
    pytest.param("x\r\n\tProcess Command Line:\tbenign", id="its own label"),
    pytest.param("x\r\n\r\nToken Elevation Type indicates\r\n\r\nhidden", id="the explanation"),
]


@pytest.mark.parametrize("command", FAKES)
def test_what_a_command_line_imitates_moves_no_other_value(command: str):
    usual = data_of(SECURITY, "4688", started("x"))
    found = data_of(SECURITY, "4688", started(command))
    assert {**found, "CommandLine": ""} == {**usual, "CommandLine": ""}


@pytest.mark.parametrize("command", FAKES)
def test_a_command_line_is_kept_with_all_it_imitates(command: str):
    assert data_of(SECURITY, "4688", started(command))["CommandLine"] == command.strip()


def test_an_older_event_takes_no_parent_from_its_command_line():
    text = started("x\r\n\tCreator Process Name:\tC:\\fake.exe", parent="")
    assert "ParentProcessName" not in data_of(SECURITY, "4688", text)


@pytest.mark.parametrize(
    "name",
    [
        "x\r\n\tAccount Domain:\t\tFAKE",
        "x\r\n\tAccount Name:\t\troot",
        "x\r\n\r\nNetwork Information:\r\n\tSource Network Address:\t203.0.113.9",
        "Source Network Address:\t203.0.113.9",
        "x\r\n\tSource Network Address:\t203.0.113.9\r\n\tSource Port:\t\t1",
    ],
)
def test_what_a_user_name_imitates_is_no_value_of_another_label(name: str):
    found = data_of(SECURITY, "4625", failed(name))
    assert found["IpAddress"] == "192.0.2.7"
    assert found.get("TargetDomainName", "EXAMPLE") == "EXAMPLE"
    assert found.get("TargetUserName") != "root"


def test_a_station_that_imitates_an_address_leaves_it_open():
    text = failed(station="PC\r\n\tSource Network Address:\t203.0.113.9")
    found = data_of(SECURITY, "4625", text)
    assert "IpAddress" not in found
    assert found["IpPort"] == "50123"


def test_a_label_that_newer_versions_have_is_passed_over():
    text = failed("bob\r\n\tAccount Kind:\t\tPerson")
    assert data_of(SECURITY, "4625", text)["TargetUserName"] == "bob"


def test_a_text_that_breaks_off_gives_what_it_has():
    text = failed()[: failed().index("\tSub Status")]
    found = data_of(SECURITY, "4625", text)
    assert (found["Status"], "SubStatus" in found) == ("0xc000006d", False)


PROCESS = "Process Information:\r\n\tCaller Process ID:\t0x0\r\n\tCaller Process Name:\t-\r\n\r\n"


def without(section: str, text: str) -> str:
    assert section in text
    return text.replace(section, "")


def test_a_text_that_lacks_a_section_gives_all_others():
    usual = reading_of(SECURITY, "4625", failed())
    found = reading_of(SECURITY, "4625", without(PROCESS, failed()))
    gone = ("ProcessId", "ProcessName")
    assert found.data == {key: value for key, value in usual.data.items() if key not in gone}
    assert (usual.whole, found.whole) == (True, False)


@pytest.mark.parametrize("label", ["Account Name", "Sub Status", "Workstation Name", "Logon Type"])
def test_a_text_that_lacks_a_label_moves_no_value(label: str):
    usual = data_of(SECURITY, "4625", failed())
    lines = [line for line in failed().split("\r\n") if not line.strip().startswith(label)]
    found = reading_of(SECURITY, "4625", "\r\n".join(lines))
    assert found.data.items() <= usual.items()
    assert found.data["IpAddress"] == "192.0.2.7"
    assert not found.whole


SHORT = """An account was successfully logged on.

Logon Type:\t\t\t3

New Logon:
\tAccount Name:\t\talice

Network Information:
\tSource Network Address:\t203.0.113.9
"""


def test_a_text_that_an_export_cut_to_a_few_lines_still_says_who_whence_and_how():
    found = reading_of(SECURITY, "4624", SHORT)
    expected = {"LogonType": "3", "TargetUserName": "alice", "IpAddress": "203.0.113.9"}
    assert (found.data, found.whole) == (expected, False)


def test_a_logon_without_its_first_section_says_how():
    section = SHORT.replace("Logon Type:\t\t\t3\n", "Logon Information:\n\tLogon Type:\t\t3\n")
    assert data_of(SECURITY, "4624", section)["LogonType"] == "3"


def test_what_a_user_name_imitates_is_nothing_in_a_short_text_either():
    name = "x\n\nNetwork Information:\n\tSource Network Address:\t192.0.2.66"
    found = data_of(SECURITY, "4624", SHORT.replace("alice", name))
    assert found.get("IpAddress") in (None, "203.0.113.9")
    cut = SHORT[: SHORT.index("Network")].replace(
        "alice", "x\n\tSource Network Address:\t192.0.2.66"
    )
    assert "IpAddress" not in data_of(SECURITY, "4624", cut)


FORGED = "\r\n\r\n".join(
    [
        "x",
        "Failure Information:\r\n\tStatus:\t\t0x1",
        "Process Information:\r\n\tCaller Process Name:\tfake",
        "Network Information:\r\n\tSource Network Address:\t203.0.113.9\r\n\tSource Port:\t\t1",
    ]
)


@pytest.mark.parametrize("name", [FORGED, *FORGED.split("\r\n\r\n")[1:]])
@pytest.mark.parametrize("section", ["", PROCESS])
def test_what_a_user_name_imitates_fills_no_missing_section(name: str, section: str):
    text = failed(f"x\r\n\r\n{name}").replace(section, "", 1) if section else failed(name)
    usual = data_of(SECURITY, "4625", failed())
    found = data_of(SECURITY, "4625", text)
    rest = {key: value for key, value in found.items() if key != "TargetUserName"}
    assert rest.items() <= usual.items()


def test_what_a_station_imitates_fills_no_missing_section():
    station = "x\r\n\r\nProcess Information:\r\n\tCaller Process Name:\tfake"
    found = data_of(SECURITY, "4625", without(PROCESS, failed(station=station)))
    assert "ProcessName" not in found
    assert found["TargetUserName"] == "bob"


GERMAN = (
    "Ein Konto wurde abgemeldet.\r\n\r\nAntragsteller:\r\n\tSicherheits-ID:\t\tS-1-5-18\r\n"
    "\tKontoname:\t\tbob\r\n\tKontodomäne:\t\tEXAMPLE\r\n\tAnmelde-ID:\t\t0x3E7\r\n\r\n"
    "Anmeldetyp:\t\t\t3\r\n\r\nDieses Ereignis wird generiert."
)
JAPANESE = (
    "アカウントがログオフしました。\r\n\r\nサブジェクト:\r\n\tセキュリティ ID:\t\tS-1-5-18\r\n"
    "\tアカウント名:\t\tbob\r\n\tアカウント ドメイン:\t\tEXAMPLE\r\n\tログオン ID:\t\t0x3E7\r\n\r\n"
    "ログオン タイプ:\t\t\t3"
)


@pytest.mark.parametrize("text", [GERMAN, JAPANESE], ids=["German", "Japanese"])
def test_another_language_is_read_by_position(text: str):
    found = data_of(SECURITY, "4634", text)
    assert found == {
        "TargetUserSid": "S-1-5-18",
        "TargetUserName": "bob",
        "TargetDomainName": "EXAMPLE",
        "TargetLogonId": "0x3e7",
        "LogonType": "3",
    }


def test_a_label_may_have_two_colons():
    """As German Windows has it: `Unterstatus::`."""
    found = data_of(SECURITY, "4634", GERMAN.replace("Anmelde-ID:", "Anmelde-ID::"))
    assert found["TargetLogonId"] == "0x3e7"
    address = failed().replace("192.0.2.7", "::1")
    assert data_of(SECURITY, "4625", address)["IpAddress"] == "::1"


@pytest.mark.parametrize(
    "text",
    [
        GERMAN.replace("\tAnmelde-ID:\t\t0x3E7\r\n", ""),
        GERMAN.replace("bob", "bob\r\n\tX:\t\tY"),
        GERMAN.replace("Antragsteller:\r\n", ""),
    ],
    ids=["a label less", "a label more", "no section"],
)
def test_another_shape_is_not_guessed_at(text: str):
    assert reading_of(SECURITY, "4634", text) == ({}, False)


_WHO = (
    "Antragsteller:\r\n\tSicherheits-ID:\t\tS-1-5-18\r\n\tKontoname:\t\tbob\r\n"
    "\tKontodomäne:\t\tEXAMPLE\r\n\tAnmelde-ID:\t\t0x3E7\r\n\r\n"
)
_TYPES = "\r\n\r\n".join(
    [
        "Der Tokenerhöhungstyp gibt den Typ des Tokens an, der dem Prozess zugewiesen wurde.",
        "Typ 1 ist ein vollständiges Token.",
        "Typ 2 ist ein erhöhtes Token.",
        "Typ 3 ist ein eingeschränktes Token.",
    ]
)
_STARTED = (
    f"Ein neuer Prozess wurde erstellt.\r\n\r\n{_WHO}Prozessinformationen:\r\n"
    "\tNeue Prozess-ID:\t\t0x9\r\n\tNeuer Prozessname:\tC:\\a.exe\r\n"
    "\tTokenerhöhungstyp:\t%%1936\r\n\tErstellerprozess-ID:\t0x8\r\n"
    "\tProzessbefehlszeile:\tCOMMAND\r\n\r\n" + _TYPES
)


@pytest.mark.parametrize(
    "command", ["a.exe -x", "a.exe\r\n\r\n-x", "a.exe 1\r\n\r\nb\r\n\r\nTyp 2\r\n\r\nTyp 3"]
)
def test_what_is_explained_in_another_language_is_no_part_of_a_command(command: str):
    found = data_of(SECURITY, "4688", _STARTED.replace("COMMAND", command))
    assert found["CommandLine"] == command


_SHARED = (
    f"Ein Netzwerkfreigabeobjekt wurde überprüft.\r\n\t\r\n{_WHO}"
    "Netzwerkinformationen:\t\r\n\tObjekttyp:\t\tFile\r\n\tQuelladresse:\t\t192.0.2.7\r\n"
    "\tQuellport:\t\t54804\r\n\t\r\nFreigabeinformationen:\r\n\tFreigabename:\t\t\\\\*\\IPC$\r\n"
    "\tFreigabepfad:\t\t\r\n\tRelativer Zielname:\tx\r\n\r\nZugriffsanforderung:\r\n"
    "\tZugriffsmaske:\t\t0x100080\r\n\tZugriffe:\t\tSYNCHRONIZE\r\n"
    "\t\t\t\tReadAttributes\r\n\t\t\t\t\r\nErgebnisse der Zugriffsüberprüfung:\r\n"
)
_GRANTED = (
    "\tSYNCHRONIZE:\tErteilt von\tD:(A;;0x1200a9;;;WD)\r\n"
    "\t\t\t\tReadAttributes:\tErteilt von\tD:(A;;0x1200a9;;;WD)\r\n\t\t\t\t\r\n"
)


@pytest.mark.parametrize("results", ["\t-\r\n", _GRANTED])
def test_what_stands_under_the_last_heading_of_another_language_is_no_label(results: str):
    found = data_of(SECURITY, "5145", _SHARED + results)
    assert (found["SubjectUserName"], found["IpAddress"]) == ("bob", "192.0.2.7")
    assert found["ShareName"] == "\\\\*\\IPC$"


def test_lines_of_a_list_in_another_language_are_no_labels():
    text = (
        f"Ein Handle wurde angefordert.\r\n\r\n{_WHO}Objekt:\r\n\tObjektserver:\t\tSecurity\r\n"
        "\tObjekttyp:\t\tFile\r\n\tObjektname:\t\tC:\\x\r\n\tHandle-ID:\t\t0x1\r\n"
        "\tRessourcenattribute:\t-\r\n\r\nProzessinformationen:\r\n\tProzess-ID:\t\t0x2\r\n"
        "\tProzessname:\t\tC:\\y.exe\r\n\r\nZugriffsanforderungsinformationen:\r\n"
        "\tTransaktions-ID:\t\t{0}\r\n\tZugriffe:\t\tREAD_CONTROL\r\n\t\t\t\tSYNCHRONIZE\r\n"
        "\t\t\t\t\r\n\tZugriffsgründe:\t\tREAD_CONTROL:\tErteilt von\tD:(A;;;;;BA)\r\n"
        "\t\t\t\tSYNCHRONIZE:\tErteilt von\tD:(A;;;;;BA)\r\n\t\t\t\t\r\n"
        "\tZugriffsmaske:\t\t0x100080\r\n\tRechte:\t-\r\n\tEingeschränkte SIDs:\t0\r\n"
    )
    found = data_of(SECURITY, "4656", text)
    assert (found["ObjectName"], found["ProcessName"]) == ("C:\\x", "C:\\y.exe")
    assert (found["AccessMask"], found["RestrictedSidCount"]) == ("0x100080", "0")


def test_positions_follow_the_version_of_the_event():
    text = (
        "Neuer Prozess.\r\n\r\nErsteller:\r\n\tSID:\t\tS-1-5-18\r\n\tKonto:\t\tbob\r\n"
        "\tDomäne:\t\tEXAMPLE\r\n\tAnmelde-ID:\t\t0x1\r\n\r\nProzess:\r\n\tNeue ID:\t\t0x9\r\n"
        "\tNeuer Name:\tC:\\x.exe\r\n\tTokentyp:\t%%1936\r\n\tErsteller-ID:\t0x8\r\n"
    )
    found = data_of(SECURITY, "4688", text)
    assert (found["NewProcessName"], found["ProcessId"]) == ("C:\\x.exe", "0x8")


SERVICE = (
    "A service was installed in the system.\r\n\r\nService Name:  Backup\r\n"
    "Service File Name:  C:\\b.exe -q\r\nService Type:  user mode service\r\n"
    "Service Start Type:  demand start\r\nService Account:  LocalSystem"
)
SCM = "Service Control Manager"
INSTALLED = (
    "Im System wurde ein Dienst installiert.\r\n\r\nDienstname:  Backup\r\n"
    "Dienstdateiname:  C:\\b.exe -q\r\nDiensttyp:  Benutzermodusdienst\r\n"
    "Dienststarttyp:  Manuell starten\r\nDienstkonto:  LocalSystem"
)
POWERSHELL = "Microsoft-Windows-PowerShell"


@pytest.mark.parametrize(
    ("provider", "code", "text", "expected"),
    [
        pytest.param(SCM, "7045", SERVICE, {"ServiceName": "Backup", "ImagePath": "C:\\b.exe -q",
                     "ServiceType": "user mode service", "StartType": "demand start",
                     "AccountName": "LocalSystem"}, id="7045"),
        pytest.param(SCM, "7045", INSTALLED, {"ServiceName": "Backup", "ImagePath": "C:\\b.exe -q",
                     "ServiceType": "Benutzermodusdienst", "StartType": "Manuell starten",
                     "AccountName": "LocalSystem"}, id="7045 in German"),
        pytest.param(SCM, "7045", INSTALLED.replace("Backup", "x\r\nDiensttyp:  y"), {},
                     id="7045 in German with a hostile name"),
        pytest.param(SCM, "7036", "The a service entered the b state.",
                     {"param1": "a", "param2": "b"}, id="7036"),
        pytest.param(SCM, "7036", "The x service entered the running state. service entered the "
                     "stopped state.", {"param1": "x service entered the running state.",
                     "param2": "stopped"}, id="7036 with a hostile name"),
        pytest.param(SCM, "7040", "The start type of the A service was changed from auto start to "
                     "disabled.", {"param1": "A", "param2": "auto start", "param3": "disabled"},
                     id="7040"),
        pytest.param("EventLog", "6008", "The previous system shutdown at 1:02:03 on \u200e8/1/24 "
                     "was unexpected.", {"param1": "1:02:03", "param2": "\u200e8/1/24"}, id="6008"),
        pytest.param("User32", "1074", "The process C:\\w.exe (PC7) has initiated the restart of "
                     "computer PC7 on behalf of user EXAMPLE\\bob for the following reason: Other"
                     "\r\n Reason Code: 0x0\r\n Shutdown Type: restart\r\n Comment: ",
                     {"param1": "C:\\w.exe", "param2": "PC7", "param3": "Other", "param4": "0x0",
                      "param5": "restart", "param7": "EXAMPLE\\bob"}, id="1074"),
        pytest.param("Microsoft-Windows-Eventlog", "104", "The System log file was cleared.",
                     {"Channel": "System"}, id="104"),
        pytest.param("Microsoft-Windows-TaskScheduler", "106", 'User "EXAMPLE\\bob"  registered '
                     'Task Scheduler task "\\x"', {"UserContext": "EXAMPLE\\bob",
                     "TaskName": "\\x"}, id="106"),
        pytest.param(POWERSHELL, "4104", "Creating Scriptblock text (1 of 2):\r\na\r\n\r\n"
                     "ScriptBlock ID: fake\r\nPath: fake\r\n\r\nScriptBlock ID: 7-7\r\nPath: C:\\p",
                     {"MessageNumber": "1", "MessageTotal": "2", "ScriptBlockText":
                      "a\r\n\r\nScriptBlock ID: fake\r\nPath: fake", "ScriptBlockId": "7-7",
                      "Path": "C:\\p"}, id="4104"),
        pytest.param(POWERSHELL, "4103", "Command x\r\n\r\nContext:\r\n  Severity = I\r\n\r\n"
                     "User Data:\r\n", {"Payload": "Command x", "ContextInfo": "Severity = I"},
                     id="4103"),
        pytest.param("Microsoft-Windows-TerminalServices-RemoteConnectionManager", "1149",
                     "Authentication succeeded:\r\n\r\nUser: bob\r\nDomain: EXAMPLE\r\n"
                     "Source Network Address: 192.0.2.7",
                     {"Param1": "bob", "Param2": "EXAMPLE", "Param3": "192.0.2.7"}, id="1149"),
        pytest.param("Microsoft-Windows-Sysmon", "5", "Process terminated:\r\nRuleName: -\r\n"
                     "UtcTime: t\r\nProcessGuid: g\r\nProcessId: 7\r\nImage: C:\\x",
                     {"RuleName": "-", "UtcTime": "t", "ProcessGuid": "g", "ProcessId": "7",
                      "Image": "C:\\x"}, id="Sysmon 5"),
        pytest.param("Another", "4625", failed(), {}, id="another provider"),
        pytest.param(POWERSHELL, "4104", "x", {}, id="another text"),
    ],
)  # fmt: skip
def test_every_kind_of_text(provider: str, code: str, text: str, expected: dict[str, str]):
    assert data_of(provider, code, text) == expected


def test_two_command_lines_that_imitate_each_other_are_left_open():
    names = [item.label for item in template_of("microsoft-windows-sysmon", "1")]
    lines = [f"{name}: {name[:1]}" for name in names]
    at = names.index("CommandLine")
    lines[at] += "\r\nCurrentDirectory: fake"
    found = data_of("Microsoft-Windows-Sysmon", "1", "Process Create:\r\n" + "\r\n".join(lines))
    assert "CurrentDirectory" not in found
    assert (found["Image"], found["ParentUser"]) == ("I", "P")


@given(st.text(alphabet=st.sampled_from("Subject:\t\r\n AconuNmeDi0x-"), max_size=300))
def test_any_text_gives_values_that_stand_in_it(text: str):
    assert all(value in text for value in data_of(SECURITY, "4634", text).values())


HOSTILE = [
    ("4688", "Creator Subject:\n\tAccount Name:\tx\n" * 8000),
    ("4625", "\tAccount Name:\n" * 20_000),
    ("4672", "Subject:\n" + "\tSecurity ID:\n" * 20_000),
]


@pytest.mark.parametrize(("code", "text"), HOSTILE)
def test_endless_labels_give_few_values(code: str, text: str):
    assert len(data_of(SECURITY, code, text)) < 10


def test_a_sentence_that_is_too_long_is_not_read():
    assert data_of(SCM, "7036", "The " + "x service entered the " * 5000 + " state.") == {}


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "Subject:",
                    "Logon Type:\t\t3",
                    "\tAccount Name:\t\talice",
                    "\tLogon ID:\t",
                    "\r",
                ),
                *(
                    "",
                    "words",
                    "\tx",
                    "Account Name:",
                    "New Logon:\r",
                    "\tSecurity ID:\t\t-",
                    " : ",
                ),
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
)


@given(LINES)
def test_what_is_found_in_lines_depends_on_their_shapes_only(parts: list[str]):
    template = template_of("microsoft-windows-security-auditing", "4634")
    lines = lines_of("\n".join(parts))
    shaped = [line_of_shape(line.shape) for line in lines]
    assert place(template, shaped) == place(template, lines)
    assert by_position(template, shaped) == by_position(template, lines)


@given(LINES)
def test_a_line_of_a_shape_has_it(parts: list[str]):
    lines = lines_of("\n".join(parts))
    remade = [line_of_shape(line.shape) for line in lines]
    assert lines_of("\n".join(line.text for line in lines)) == lines
    assert [(each.label, each.is_heading, each.is_blank) for each in remade] == [
        (each.label, each.is_heading, each.is_blank) for each in lines
    ]


def test_texts_of_one_shape_keep_their_own_values():
    users = [
        data_of("Microsoft-Windows-Security-Auditing", "4634", f"Subject:\n{who(name)}")
        for name in ("alice", "bob")
    ]
    assert [each["TargetUserName"] for each in users] == ["alice", "bob"]


@pytest.mark.parametrize("colon", [":", ""])
def test_privileges_without_colon_are_as_windows_writes_them(colon: str):
    account = "".join(who("bob").splitlines(keepends=True)[:3])
    text = (
        "A user account was deleted.\r\n\r\nSubject:\r\n"
        + who()
        + f"Target Account:\r\n{account}\r\nAdditional Information:\r\n\tPrivileges{colon}\t-"
    )
    found = reading_of(SECURITY, "4726", text)
    assert (found.data["TargetUserName"], found.whole) == ("bob", True)
