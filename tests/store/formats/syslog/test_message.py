"""The small rules that most messages are read with."""

from store.formats.syslog.programs.message import Pattern, Rule
from store.model import Outcome


def test_a_pattern_that_nobody_asks_is_not_compiled():
    Pattern("(")


def test_a_rule_tells_what_its_groups_are_called():
    rule = Rule(
        Pattern(r"no entry for (?P<user>\S+) from (?P<address>\S+) port (?P<port>\d+)\Z"),
        "login",
        Outcome.FAILURE,
    )
    message = rule.read("no entry for alice from 192.0.2.7 port 22")
    assert message is not None
    assert message.fields == {"user.name": "alice", "source.ip": "192.0.2.7", "source.port": 22}


def test_a_group_that_matched_nothing_fills_no_field():
    rule = Rule(Pattern(r"closed(?: for (?P<user>\S+))?\Z"), "login", Outcome.FAILURE)
    message = rule.read("closed")
    assert message is not None
    assert message.fields == {}
