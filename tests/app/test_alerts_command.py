"""`blotter alerts`."""

import csv
import io
import json

import pytest

from app.commands.alerts import COMMAND
from app.diagnostics import ExitCode
from store.database.connection import Writer
from tests.app.running import Runner


def states(runner: Runner) -> dict[int, tuple[str, str | None]]:
    rows = [json.loads(line) for line in runner(COMMAND, "--format", "json").lines]
    return {row["id"]: (row["status"], row["reason"]) for row in rows}


def test_the_list_is_what_one_gets(runner: Runner) -> None:
    assert runner(COMMAND).out == runner(COMMAND, "list").out
    assert len(runner(COMMAND).lines) == 4


def test_the_keys(runner: Runner) -> None:
    first = json.loads(runner(COMMAND, "--format", "json").lines[0])
    assert first == {
        "id": 1,
        "rule_id": "rule-brute",
        "rule_title": "Brute force",
        "severity": "high",
        "condition": "firing",
        "status": "new",
        "reason": None,
        "assignee": None,
        "group": {"source.ip": "192.0.2.9"},
        "first_seen": "2026-11-18T11:06:45.000000Z",
        "last_seen": "2026-11-18T11:07:05.000000Z",
        "opened_at": "2026-11-18T11:07:05.000000Z",
        "count": 3,
        "peak": 3,
        "techniques": ["T1110.001"],
        "tags": ["attack.credential-access", "attack.t1110.001"],
        "notes": [],
        "evidence": 3,
    }


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("status:new", "severity:low"), [3, 2]),
        (("-severity:low",), [1]),
        (("list", "-host:web1"), [3]),
        (("list", "--oldest"), [2, 3, 1]),
        (("list", "--limit", "1"), [1]),
        (("path:/wp-*",), [3, 2]),
    ],
)
def test_filters(runner: Runner, words: tuple[str, ...], ids: list[int]) -> None:
    ran = runner(COMMAND, *words, "--format", "json")
    assert [json.loads(line)["id"] for line in ran.lines] == ids


def test_csv(runner: Runner) -> None:
    ran = runner(COMMAND, "list", "--format", "csv", "severity:high")
    row = next(csv.DictReader(io.StringIO(ran.out.decode())))
    assert (row["id"], json.loads(row["group"])) == ("1", {"source.ip": "192.0.2.9"})


def test_the_story(runner: Runner) -> None:
    text = runner(COMMAND, "show", "1").out.decode()
    for wanted in (
        "Alert 1: Brute force",
        "source.ip   192.0.2.9",
        "techniques  T1110.001",
        "rule-brute, by Blotter",
        "Look for a success next.",
        "- A forgotten password",
        "2026-11-18 11:06:55  Failed password for root",
    ):
        assert wanted in text


def test_a_long_story_says_where_the_rest_is(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.alerts._RECORDS", 2)
    assert "  1 more: blotter events alert:1" in runner(COMMAND, "show", "1").lines


def test_the_story_tells_what_was_decided(runner: Runner) -> None:
    runner(COMMAND, "close", "1", "--reason", "benign")
    text = runner(COMMAND, "show", "1").out.decode()
    assert "closed (benign)" in text
    assert "close (benign)" in text


def test_show_as_an_object_for_programs(runner: Runner) -> None:
    runner(COMMAND, "note", "1", "asked the owner")
    ran = runner(COMMAND, "show", "1", "--json")
    assert len(ran.lines) == 1
    found = json.loads(ran.lines[0])
    listed = json.loads(runner(COMMAND, "alert:1", "--format", "json").lines[0])
    assert {key: found[key] for key in listed} == listed
    assert all(event["event.id"] for event in found["events"])
    assert [each["verb"] for each in found["decisions"]] == ["note"]
    assert {"description", "false_positives", "next"} <= set(found)


def test_show_an_alert_that_does_not_exist(runner: Runner) -> None:
    ran = runner(COMMAND, "show", "99")
    assert (ran.code, ran.err) == (ExitCode.USAGE, "blotter: there is no alert 99\n")


def test_decisions_and_taking_them_back(runner: Runner) -> None:
    before = states(runner)
    ran = runner(COMMAND, "ack", "1", "2")
    assert (ran.out, ran.err.split(" (")[0]) == (b"", "acknowledged: alerts 1, 2")
    runner(COMMAND, "close", "1", "--reason", "false-positive")
    assert states(runner) == before | {1: ("closed", "false-positive"), 2: ("acknowledged", None)}
    assert runner(COMMAND, "undo").err == "taken back: close of alert 1\n"
    runner(COMMAND, "undo", "2")
    assert states(runner) == before


def test_reopen(runner: Runner) -> None:
    runner(COMMAND, "close", "1", "--reason", "benign")
    runner(COMMAND, "reopen", "1")
    assert states(runner)[1] == ("new", None)


def test_assign(runner: Runner) -> None:
    runner(COMMAND, "assign", "1", "--to", "carol")
    assert json.loads(runner(COMMAND, "--format", "json").lines[0])["assignee"] == "carol"


def test_notes_are_listed_and_told(runner: Runner) -> None:
    runner(COMMAND, "note", "1", "asked the owner")
    assert json.loads(runner(COMMAND, "--format", "json").lines[0])["notes"] == ["asked the owner"]
    assert "  asked the owner" in runner(COMMAND, "show", "1").lines


def test_snooze(runner: Runner) -> None:
    assert "snoozed until" in runner(COMMAND, "snooze", "1", "--until", "4h").err
    assert states(runner)[1][0] == "snoozed"


def test_a_silence_without_reason_only_tells_what_it_would_hide(runner: Runner) -> None:
    before = states(runner)
    ran = runner(COMMAND, "silence", "ip:192.0.2.9")
    assert "it would hide 1 alert: 1" in ran.err
    assert states(runner) == before


def test_a_silence_by_what_anybody_can_say_is_warned_of(runner: Runner) -> None:
    assert "anybody can say what agent: asks for" in runner(COMMAND, "silence", "agent:x*").err
    assert "anybody" not in runner(COMMAND, "silence", "agent:x* ip:192.0.2.9").err


def test_a_silence_of_a_rule_that_is_none_says_which_may_be_meant(runner: Runner) -> None:
    note = "no rule is called 'brut-force'; did you mean rule:brute-force?"
    assert note in runner(COMMAND, "silence", "rule:brut-force").err
    assert "no rule" not in runner(COMMAND, "silence", "rule:brute-force").err


def test_the_preview_of_a_silence_tells_the_number_that_it_hides(runner: Runner) -> None:
    runner(COMMAND, "ack", "1")
    ran = runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "our scanner")
    assert "it would hide 0 of 1 alert that meet it; 1 was decided about" in ran.err
    assert "it hides 0 alerts" in ran.err


def test_silenced_alerts_are_left_out_and_counted(runner: Runner) -> None:
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "our scanner", "--until", "7d")
    ran = runner(COMMAND)
    assert len(ran.lines) == 3
    assert "1 silenced" in ran.err


def test_silenced_alerts_are_found_by_their_silence(runner: Runner) -> None:
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "our scanner")
    ran = runner(COMMAND, "silence:*", "--format", "json")
    assert [json.loads(line)["id"] for line in ran.lines] == [1]


def test_silences_are_listed(runner: Runner) -> None:
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "our scanner")
    found = json.loads(runner(COMMAND, "silences", "--format", "json").lines[0])
    assert (found["reason"], found["state"], found["hidden"]) == ("our scanner", "in force", 1)


def test_lift(runner: Runner) -> None:
    before = states(runner)
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "our scanner")
    runner(COMMAND, "lift", "1")
    assert states(runner) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("close", "1"), "--reason"),
        (("snooze", "1"), "until when"),
        (("snooze", "1", "--until", "soon"), "soon"),
        (("silence", "--reason", "x"), "needs a filter"),
        (("silence", "nokey:x", "--reason", "x"), "nokey"),
        (("lift", "9"), "no silence 9"),
        (("close", "1", "--reason", "boring"), "boring"),
        (("ack",), "ID"),
        (("ack", "one"), "one"),
        (("ack", "99"), "no alert 99"),
        (("undo",), "nothing that could be undone"),
        (("status:nwe",), "404"),
    ],
)
def test_mistakes_change_nothing(runner: Runner, words: tuple[str, ...], message: str) -> None:
    before = states(runner)
    ran = runner(COMMAND, *words)
    assert ran.code == ExitCode.USAGE
    assert message in ran.err
    assert states(runner) == before


def test_options_before_the_command_are_not_taken_for_a_filter(runner: Runner) -> None:
    ran = runner.bare(COMMAND, "--db", str(runner.database), "show", "1")
    assert ran.code == ExitCode.USAGE
    assert "blotter alerts show" in ran.err


def test_another_writer(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.triage.journal.WAIT", 0.0)
    with Writer(runner.database) as writer, writer.transaction():
        ran = runner(COMMAND, "ack", "1")
    assert ran.code == ExitCode.BUSY


def test_redo_makes_again_what_was_taken_back(runner: Runner) -> None:
    runner(COMMAND, "close", "1", "--reason", "benign")
    runner(COMMAND, "undo")
    assert runner(COMMAND, "redo").err == "done again: close of alert 1\n"
    assert states(runner)[1] == ("closed", "benign")


def test_tags_stand_behind_those_of_the_rule(runner: Runner) -> None:
    assert "tagged: alert 1" in runner(COMMAND, "tag", "1", "scanner,-tor").err
    first = json.loads(runner(COMMAND, "--format", "json").lines[0])
    assert first["tags"][-1] == "scanner"
    assert len(runner(COMMAND, "tag:scanner").lines) == 2
    assert len(runner(COMMAND, "-tag:scan*").lines) == 3


def test_merge(runner: Runner) -> None:
    assert (
        "merged into alert 1: alerts 2, 3" in runner(COMMAND, "merge", "2", "3", "--into", "1").err
    )
    assert states(runner)[2] == ("closed", "duplicate")
    assert b"part of" in runner(COMMAND, "show", "2").out


def test_a_number_alone_shows_that_alert(runner: Runner) -> None:
    assert runner(COMMAND, "1").out == runner(COMMAND, "show", "1").out
    assert runner(COMMAND, "1").lines[0] == "Alert 1: Brute force"


def test_a_number_alone_is_that_alert_for_programs_too(runner: Runner) -> None:
    rows = [json.loads(line) for line in runner(COMMAND, "3", "--format", "json").lines]
    assert [row["id"] for row in rows] == [3]


@pytest.mark.parametrize("words", [("-h",), ("--help",)])
def test_help_is_that_of_all_commands(runner: Runner, words: tuple[str, ...]) -> None:
    ran = runner.bare(COMMAND, *words)
    assert ran.code == ExitCode.OK
    assert "snooze" in ran.out.decode()


@pytest.mark.parametrize("name", ["list", "silence"])
def test_a_short_wish_for_help_is_no_word_of_a_filter(runner: Runner, name: str) -> None:
    ran = runner(COMMAND, name, "-h")
    assert ran.code == ExitCode.OK
    assert ran.lines[0].endswith("[FILTER]...")


def test_no_alert_is_said_and_no_table_drawn(runner: Runner) -> None:
    ran = runner(COMMAND, "ip:192.0.2.250")
    assert (ran.out, ran.err) == (b"", "no alerts\n")


@pytest.mark.parametrize("name", ["rule-brute", "brute-force", '"Brute force"', "brute*"])
def test_rules_are_found_by_what_they_are_called(runner: Runner, name: str) -> None:
    rows = [json.loads(line) for line in runner(COMMAND, f"rule:{name}", "--format", "json").lines]
    assert [row["rule_id"] for row in rows] == ["rule-brute"]


def test_undo_takes_back_a_silence_and_then_what_was_before_it(runner: Runner) -> None:
    runner(COMMAND, "ack", "3")
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "ours")
    assert "silence 1 is lifted; 1 alert shown again" in runner(COMMAND, "undo").err
    assert "acknowledge of alert 3" in runner(COMMAND, "undo").err


def test_undo_takes_back_a_lift(runner: Runner) -> None:
    runner(COMMAND, "silence", "ip:192.0.2.9", "--reason", "ours")
    runner(COMMAND, "lift", "1")
    assert "silence 1 is in force again; it hides 1 alert" in runner(COMMAND, "undo").err
    assert len(runner(COMMAND, "silence:1", "--format", "json").lines) == 1
