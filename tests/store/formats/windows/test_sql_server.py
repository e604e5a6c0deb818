"""Logins to SQL Server, as it reports them to the Application log."""

import json

import pytest

from store.model import Record
from tests.store.formats.windows.exports import read

REASON = "Reason: Password did not match that for the login provided."
CLIENT = "[CLIENT: 203.0.113.7]"


def read_one(*data: str, code: int = 18456, provider: str = "MSSQLSERVER") -> Record:
    system = {"Provider": {"#attributes": {"Name": provider}}, "EventID": code, "Level": 0}
    event = {"Event": {"System": system, "EventData": {"Data": {"#text": list(data)}}}}
    (record,) = read("windows.jsonl", json.dumps(event).encode() + b"\n")
    return record


def test_who_could_not_log_in_and_from_where():
    record = read_one("sa", REASON, CLIENT)
    assert (record.fields["user.name"], record.fields["source.ip"]) == ("sa", "203.0.113.7")


@pytest.mark.parametrize(
    ("code", "outcome"), [(18456, "failure"), (18486, "failure"), (18454, "success")]
)
def test_kind_is_a_login(code, outcome):
    kind = read_one("sa", REASON, CLIENT, code=code).kind
    assert (kind.category, kind.action, kind.outcome) == ("authentication", "login", outcome)


def test_a_named_instance_and_an_account_of_a_domain():
    fields = read_one("EXAMPLE\\carol", REASON, CLIENT, provider="MSSQL$SHOP").fields
    assert (fields["user.domain"], fields["user.name"]) == ("EXAMPLE", "carol")


def test_the_machine_itself_has_no_address():
    assert "source.ip" not in read_one("sa", REASON, "[CLIENT: <local machine>]").fields


def test_a_name_that_looks_like_a_client_names_nobody():
    record = read_one("x [CLIENT: 192.0.2.9]", REASON, CLIENT)
    assert record.fields["source.ip"] == "203.0.113.7"


def test_other_events_and_other_programs_are_no_logins():
    others = [read_one("sa", CLIENT, code=17137), read_one("sa", CLIENT, provider="Other")]
    assert [record.kind.action for record in others] == [None, None]


def test_rendered_text_says_the_same():
    text = (
        b"Level,Date and Time,Source,Event ID,Task Category\r\n"
        b"Information,5/13/2024 10:31:05 PM,MSSQLSERVER,18456,Logon,"
        b"\"Login failed for user 'x\x27 [CLIENT: 192.0.2.9]'. Reason: Could not find a login "
        b'matching the name provided. [CLIENT: 203.0.113.7]"\r\n'
    )
    (record,) = read("windows.csv", text)
    assert (record.kind.action, record.fields["source.ip"]) == ("login", "203.0.113.7")


def test_many_alike_are_read_the_same():
    event = (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='MSSQLSERVER'/><EventID>18456</EventID><Level>0</Level>"
        "<TimeCreated SystemTime='2026-03-05T09:00:00.000000Z'/><EventRecordID>{}</EventRecordID>"
        "<Channel>Application</Channel><Computer>db1.example.com</Computer></System><EventData>"
        "<Data>sa</Data><Data> " + REASON + "</Data><Data> [CLIENT: 203.0.113.{}]</Data>"
        "</EventData></Event>\n"
    )
    text = "".join(event.format(number, number) for number in range(1, 40))
    found = [record.fields.get("source.ip") for record in read("windows.xml", text.encode())]
    assert found == [f"203.0.113.{number}" for number in range(1, 40)]
