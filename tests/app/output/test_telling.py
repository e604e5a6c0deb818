"""What tells Windows events apart, in one line."""

from app.output.telling import telling

FAILED = {
    "event.code": "4625",
    "host.name": "DC1",
    "user.name": "carol",
    "source.ip": "192.0.2.9",
    "error.code": "0xC000006A",
    "message": "An account failed to log on.\nSubject: ...",
}


def test_the_telling_fields_come_first_and_the_first_line_of_the_message_last():
    assert telling(FAILED) == (
        "4625  DC1  user=carol  from=192.0.2.9  error=0xC000006A  An account failed to log on."
    )


def test_what_says_nothing_is_left_out():
    fields = {"event.code": "4624", "winlog.event_data.WorkstationName": "-", "user.name": " "}
    assert telling(fields) == "4624"


def test_lines_of_a_script_are_one():
    fields = {"winlog.event_data.ScriptBlockText": "iex\n  (foo)"}
    assert telling(fields) == "script=iex (foo)"


def test_of_two_fields_of_one_name_the_first_counts():
    fields = {
        "winlog.event_data.ImagePath": "a.exe",
        "winlog.event_data.ServiceFileName": "b.exe",
    }
    assert telling(fields) == "image=a.exe"
