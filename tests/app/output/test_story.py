"""An alert's story."""

from dataclasses import replace

from app.output.story import Story, told
from app.output.tables import cells
from store.model import Severity
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.queries.events import EventRow
from store.text import decode

_ALERT = AlertRow(
    id=7,
    rule_id="some-rule",
    rule_title="Title",
    severity=Severity.HIGH,
    condition="firing",
    status="closed",
    reason="benign",
    assignee=None,
    group={"user.name": "\x1b[2Jroot"},
    first_seen=0,
    last_seen=60_000_000,
    opened_at=0,
    count=9,
    peak=5,
    techniques=("T1110",),
    tags=("attack.t1110",),
    notes=(),
    evidence=30,
    reopened=2,
    snoozed_until=None,
    silence=None,
)
_RULE = RuleText("Title", "Ann", None, "One line.\n\nAnother.", ("Somebody's mistake",), ())
_EVENT = EventRow(1, 0, None, None, None, None, None, None, None, None, None, "")
_STORY = Story(_ALERT, _RULE, [(_EVENT, decode(b"\x1b]0;x\x07 raw \xff" + b"y" * 200))], 30, ())


def test_what_other_rules_say_of_the_same() -> None:
    story = replace(_STORY, covered=[(8, "Slow scan"), (9, "A\x1b[2J")])
    assert "  tells of    Slow scan (alert 8), A␛[2J (alert 9)" in list(told(story, 80))


def test_the_whole_page() -> None:
    assert list(told(_STORY, 40)) == [
        "Alert 7: Title",
        "  severity    high",
        "  status      closed (benign), firing",
        "  user.name   ␛[2Jroot",
        "  first seen  1970-01-01 00:00:00 UTC",
        "  last seen   1970-01-01 00:01:00 UTC",
        "  count       9, at most 5 in one window",
        "  reopened    2 times by new evidence",
        "  techniques  T1110",
        "  rule        some-rule, by Ann",
        "",
        "What happened, and what to look at next",
        "  One line.",
        "",
        "  Another.",
        "",
        "It may be harmless",
        "  - Somebody's mistake",
        "",
        "Evidence (30)",
        "  1970-01-01 00:00:00  ␛]0;x␇ raw \\xffy…",
        "  29 more: blotter events alert:7",
    ]


def test_without_a_terminal_records_are_shown_in_full() -> None:
    assert any(line.endswith("y" * 200) for line in told(_STORY, None))


def test_decisions() -> None:
    closed = ActionRow(1, 0, "ann", "desk", None, "close", {}, {"reason": "benign"}, 1, None)
    undone = replace(closed, id=2, verb="undo", after={"reason": None}, undo_of=1)
    assert list(told(replace(_STORY, actions=(closed, undone)), 80))[-2:] == [
        "  1970-01-01 00:00:00  1  ann@desk  close (benign)",
        "  1970-01-01 00:00:00  2  ann@desk  undo of 1",
    ]


def test_nothing_on_the_page_acts_as_control() -> None:
    for line in told(_STORY, None):
        assert line.isprintable() or not line


def test_records_fit_the_terminal() -> None:
    lines = list(told(_STORY, 60))
    assert max(cells(line) for line in lines[-2:]) <= 60


def test_an_alert_says_when_it_recovered_and_what_it_goes_on_from() -> None:
    alert = replace(_ALERT, condition="recovered", recovered_at=90_000_000, follows=3)
    lines = list(told(replace(_STORY, alert=alert), 40))
    assert "  recovered     1970-01-01 00:01:30 UTC" in lines
    assert "  goes on from  alert 3" in lines


def test_an_alert_that_lasts_has_not_recovered() -> None:
    alert = replace(_ALERT, recovered_at=90_000_000)
    assert not any("recovered" in line for line in told(replace(_STORY, alert=alert), 40))


def test_a_peak_that_was_measured_may_be_a_fraction() -> None:
    lines = list(told(replace(_STORY, alert=replace(_ALERT, peak=2.5)), 40))
    assert "  count       9, at most 2.5 in one window" in lines
