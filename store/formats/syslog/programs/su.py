"""What su says: util-linux, shadow, BSD and System V.

Source: util-linux login-utils/su-common.c, shadow src/su.c and lib/sulog.c, FreeBSD
usr.bin/su/su.c. The name of the account to become is the user's words; who they are, and on which
terminal, is not.
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role


def _rule(text: str, outcome: Outcome, role: Role = Role.VERDICT) -> Rule:
    return Rule(Pattern(text), "privilege-use", outcome, role=role)


_WHO = r"(?P<user>\S+) on (?P<tty>\S+)\Z"
_RULES = (
    _rule(rf"\(to (?P<effective>.*)\) {_WHO}", Outcome.SUCCESS),
    _rule(rf"FAILED SU \(to (?P<effective>.*)\) {_WHO}", Outcome.FAILURE),
    _rule(r"Successful su for (?P<effective>.*) by (?P<user>\S+)\Z", Outcome.SUCCESS),
    _rule(r"FAILED su for (?P<effective>.*) by (?P<user>\S+)\Z", Outcome.FAILURE),
    _rule(
        r"\+ (?P<tty>\S+) (?P<user>[^\s:]+)[:-](?P<effective>.*)\Z", Outcome.SUCCESS, Role.SUMMARY
    ),
    _rule(
        r"- (?P<tty>\S+) (?P<user>[^\s:]+)[:-](?P<effective>.*)\Z", Outcome.FAILURE, Role.SUMMARY
    ),
    _rule(r"BAD SU (?P<user>\S+) to (?P<effective>.*) on (?P<tty>\S+)\Z", Outcome.FAILURE),
    _rule(r"No passwd entry for user '(?P<effective>.*)'\Z", Outcome.FAILURE),
    _rule(
        r"failed: (?P<tty>\S+) changing from (?P<user>\S+) to (?P<effective>.*)\Z", Outcome.FAILURE
    ),
    _rule(
        r"succeeded: (?P<tty>\S+) changing from (?P<user>\S+) to (?P<effective>.*)\Z",
        Outcome.SUCCESS,
    ),
    _rule(r"(?P<user>\S+) to (?P<effective>\S+) on (?P<tty>\S+)\Z", Outcome.SUCCESS),
)


def parse(text: str) -> Message | None:
    """What a su message means; None where it is none of a change of user."""
    return first(_RULES, text)
