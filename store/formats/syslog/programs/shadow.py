"""What the tools that keep accounts say: useradd, groupadd, passwd, gpasswd and their like.

Source: shadow src/*.c and lib/pam_pass*.c. Who acts is named by few of them; the account that is
changed is the target.
"""

from store.formats.syslog.programs.message import IAM, Message, Pattern, Rule, first
from store.model import Outcome


def _done(text: str, action: str, weight: int = 1) -> Rule:
    return Rule(Pattern(text), action, Outcome.SUCCESS, weight, category=IAM)


def _failed(text: str, action: str) -> Rule:
    return Rule(Pattern(text), action, Outcome.FAILURE, category=IAM)


_TARGET = r"[`'](?P<target>.*)'"
_GROUP = r"[`'](?P<group>[^']*)'"
_RULES = (
    _done(
        r"(?i:new user: name=(?P<target>[^,]*), uid=(?P<targetid>\d+), gid=(?P<groupid>\d+),).*\Z",
        "account-created",
    ),
    _failed(r"failed adding user [`'](?P<target>[^']*)'.*\Z", "account-created"),
    _done(
        r"(?i:new group: name=(?P<group>[^,]*), gid=(?P<groupid>\d+)).*\Z",
        "group-created",
    ),
    _done(
        r"group added to \S+: name=(?P<group>[^,]*)(?:, GID=(?P<groupid>\d+))?\Z",
        "group-created",
        0,
    ),
    _failed(rf"failed adding group {_GROUP}.*\Z", "group-created"),
    _done(rf"delete user {_TARGET}\Z", "account-deleted"),
    _done(rf"removed group {_GROUP} owned by .*\Z", "group-deleted"),
    _done(rf"group {_GROUP} removed\Z", "group-deleted"),
    _done(rf"(?:removed shadow group .*|group {_GROUP} removed from \S+)\Z", "group-deleted", 0),
    _done(rf"(?:add|delete) {_TARGET} (?:to|from) group {_GROUP}\Z", "account-changed"),
    _done(rf"(?:add|delete) {_TARGET} (?:to|from) shadow group {_GROUP}\Z", "account-changed", 0),
    _done(rf"change user {_TARGET} password\Z", "password-change"),
    _done(r"change user [`'](?P<target>[^']*)' .*\Z", "account-changed"),
    _done(r"change user name [`'](?P<target>[^']*)' to .*\Z", "account-changed"),
    _done(rf"(?:lock|unlock) user {_TARGET} password\Z", "account-changed"),
    _done(rf"password for {_TARGET} changed by [`'](?P<user>\S*)'\Z", "password-change"),
    _done(r"password changed for (?P<target>\S+)(?:, user \S+)?\Z", "password-change"),
    _failed(r"user [\"'](?P<target>.*)[\"'] does not exist\b.*\Z", "password-change"),
    _done(r"changed password expiry for (?P<target>\S+)\Z", "account-changed"),
    _done(r"changed user [`'](?P<target>[^']*)' .*\Z", "account-changed"),
    _done(
        r"user (?P<target>\S+) added by (?P<user>\S+) to group (?P<group>\S+)\Z", "account-changed"
    ),
    _done(
        r"user (?P<target>\S+) removed by (?P<user>\S+) from group (?P<group>\S+)\Z",
        "account-changed",
    ),
    _done(r"members of group (?P<group>\S+) set by (?P<user>\S+) to .*\Z", "account-changed"),
)


def parse(text: str) -> Message | None:
    """What an account tool's message means; None where it is none of a change."""
    return first(_RULES, text)
