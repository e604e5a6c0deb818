"""The values of a Windows event in one line."""

import json

import pytest

from store.queries.event_values import in_short


def extra(**values: str) -> str:
    data = {f"winlog.event_data.{name}": value for name, value in values.items()}
    return json.dumps({**data, "winlog.level": "4"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"SubjectLogonId": "0x3e7", "AccountName": "LocalSystem", "ServiceName": "Sync"},
            "ServiceName=Sync AccountName=LocalSystem",
        ),
        ({"param1": "Windows Update", "param2": "stopped"}, "Windows Update stopped"),
        ({"LogonType": "3", "WorkstationName": "-", "TargetUserSid": "S-1-0-0"}, "LogonType=3"),
        ({"CommandLine": "cmd  /c\n dir"}, "CommandLine=cmd /c dir"),
        ({}, ""),
    ],
)
def test_what_matters_comes_first_and_what_says_nothing_not_at_all(values, expected):
    assert in_short(extra(**values)) == expected


def test_a_whole_script_is_not_told_in_a_list():
    assert in_short(extra(ScriptBlockText="x" * 200_000)) == ""


def test_an_event_without_further_fields_has_none():
    assert in_short(None) == ""
