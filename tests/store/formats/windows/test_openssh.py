"""The words of OpenSSH's server in Windows events (section 2.4, last paragraph)."""

import json

import pytest

from store.model import Record
from tests.store.formats.windows.exports import read

FAILED = "Failed password for invalid user amy from 192.0.2.9 port 22 ssh2"


def read_one(payload: str, provider: str = "OpenSSH") -> Record:
    system = {"Provider": {"#attributes": {"Name": provider}}, "EventID": 4, "Level": 4}
    event = {"Event": {"System": system, "EventData": {"process": "sshd", "payload": payload}}}
    (record,) = read("windows.jsonl", json.dumps(event).encode() + b"\n")
    return record


def test_fields_are_those_of_the_words():
    fields = read_one(FAILED).fields
    assert (
        fields.items()
        >= {
            "user.name": "amy",
            "source.ip": "192.0.2.9",
            "source.port": 22,
            "message": FAILED,
            "winlog.event_data.payload": FAILED,
        }.items()
    )


def test_kind_is_that_of_the_words():
    kind = read_one(FAILED).kind
    assert (kind.category, kind.action, kind.outcome) == ("authentication", "login", "failure")
    assert (kind.dataset, kind.provider, kind.code) == ("windows.eventlog", "OpenSSH", "4")


@pytest.mark.parametrize(
    ("payload", "weight"),
    [
        (FAILED, 1),
        ("Accepted password for amy from 192.0.2.9 port 22 ssh2", 1),
        ("Invalid user amy from 192.0.2.9 port 22", 0),
        ("Connection closed by invalid user amy 192.0.2.9 port 22 [preauth]", 0),
    ],
)
def test_only_verdicts_count(payload, weight):
    assert read_one(payload).weight == weight


def test_rendered_text_says_the_same():
    text = (
        b"Level,Date and Time,Source,Event ID,Task Category\r\n"
        b"Information,5/13/2024 10:31:05 PM,OpenSSH,4,None,sshd: " + FAILED.encode() + b"\r\n"
    )
    (record,) = read("windows.csv", text)
    assert (record.kind.action, record.fields["source.ip"]) == ("login", "192.0.2.9")


def test_other_words_mean_nothing():
    record = read_one("Server listening on 0.0.0.0 port 22.")
    assert (record.kind.action, record.weight) == (None, 1)


def test_other_providers_are_not_believed():
    assert read_one(FAILED, "Backup").kind.action is None
