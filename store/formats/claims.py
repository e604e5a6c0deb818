"""What records say of attempts to log in, as far as weighing them asks."""

from typing import NamedTuple, TypeAlias

from store.model import Fields, Kind, Record, Role

CHECKER = "unix_chkpwd"
"""PAM's helper, which speaks of accounts and not of attempts."""
_WEAK_ACTIONS = ("invalid-user", "access-denied")
"""Actions that tell why an attempt must fail rather than that one was made."""
_USERS = ("user.name", "user.effective.name")
_INTERACTIVE = "keyboard-interactive"
"""Begins the method that PAM may refuse before sshd fails it."""


class Nature(NamedTuple):
    """What is the same for all records that tell of attempts in the same words."""

    role: Role
    weight: int
    """How often it was logged."""
    checks: bool
    """Whether it is a helper's word on an account rather than on an attempt."""
    weak: bool
    """Whether it tells why an attempt must fail rather than that one was made."""
    module: str
    """Which PAM module or password database tells; empty where none does."""
    refused: bool
    """Whether PAM says it."""
    interactive: bool
    """Whether sshd speaks of a method that PAM may refuse before."""


Claim: TypeAlias = tuple[int, str, int, str, str, str, Nature]
"""What a record says of an attempt: its position in the batch, the attempt's key, its time (µs
UTC), the client's address, its user, whom that user wants to be (each empty where it says none),
and the nature. One is made for nearly every line, so it is a bare tuple."""


def nature_of(kind: Kind, role: Role, weight: int, fields: Fields) -> Nature:
    """The nature of a record that tells of attempts."""
    return Nature(
        role,
        weight,
        checks=kind.program == CHECKER,
        weak=kind.action in _WEAK_ACTIONS,
        module=str(fields.get("pam.module") or fields.get("dovecot.passdb", "")),
        refused="pam.error" in fields,
        interactive=str(fields.get("sshd.method", "")).startswith(_INTERACTIVE),
    )


def claim_of(at: int, record: Record) -> Claim | None:
    """What the record at a position of its batch says of an attempt; None where it says nothing."""
    role, key, time = record.role, record.attempt, record.time
    if role is None or key is None or time is None:
        return None
    fields = record.fields
    names = [str(fields.get(name, "")) for name in ("source.ip", *_USERS)]
    nature = nature_of(record.kind, role, record.weight, fields)
    return (at, key, time, names[0], names[1], names[2], nature)
