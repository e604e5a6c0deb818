"""What is counted of the records of note: failures, answers from 400 on, what nobody understood."""

from typing import NamedTuple

TOP = 10
"""Rows of a list."""


class Failed(NamedTuple):
    """An address that failed in one of the periods."""

    address: int
    """`addresses.id`"""
    now: int
    before: int
    """Failures by weight, in the period and in the one before."""


class Tried(NamedTuple):
    """An account that somebody failed to log in to."""

    account: str
    now: int
    before: int
    addresses: int
    """From how many, in the period."""


class Noted(NamedTuple):
    """What is counted of the records of note."""

    stems: list[tuple[int, int, int]]
    """`stems.id`, the step of time, and how many records."""
    addresses: list[Failed]
    accounts: list[Tried]
    """Those with the most failures, most first."""
