"""Whether `recovers`, `absence` and `baseline` fit the rule that asks for them.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from collections.abc import Iterator, Sequence

from store.errors import RuleError
from store.rules.compiled import CompiledRule, Reopen, RuleType
from store.rules.compiling.correlations import Member
from store.rules.compiling.drafts import Draft
from store.rules.written.extension import KEY

_NO_ABSENCE = "absence: is for an event_count of detections with lt or lte"
_NO_BASELINE = "baseline: is for a detection"
NOT_RECOVERING = "recovers: is for an event_count of detections with gte or gt"
"""What is wrong with `recovers` elsewhere."""
_MOST = 1000
"""Hits that are kept of each window's length, twice: more are no question of absence."""


def check_detection(one: Draft) -> None:
    """Look at what a detection asks for.

    Raises:
        RuleError: It does not fit.
    """
    more = one.extension
    if more.absence is not None:
        raise one.document.error(_NO_ABSENCE, KEY, "absence")
    if more.baseline is None:
        return
    for problem in _besides(one, "baseline"):
        raise problem
    if more.novelty is not None:
        raise one.document.error("new-terms: is no matter of a baseline", KEY, "new-terms")
    for key, given in (("cooldown", more.cooldown), ("dedup", more.dedup)):
        if given is not None:
            message = f"{key}: a baseline has {'need' if key == 'cooldown' else 'group-by'} instead"
            raise one.document.error(message, KEY, key)


def check_correlation(one: Draft, rule: CompiledRule, members: Sequence[Member]) -> None:
    """Look at what a correlation asks for, once it is compiled.

    Raises:
        RuleError: It does not fit.
    """
    if one.extension.baseline is not None:
        raise one.document.error(_NO_BASELINE, KEY, "baseline")
    if rule.absence is None:
        return
    limits = {name for name, _ in rule.bounds.limits}
    events = all(member.rule.type is RuleType.EVENT for member in members)
    if rule.type is not RuleType.EVENT_COUNT or not events or not limits <= {"lt", "lte"}:
        raise one.document.error(_NO_ABSENCE, KEY, "absence")
    if not 0 < rule.enough <= _MOST:
        message = f"an absence asks for less than a number from 1 to {_MOST}"
        raise one.document.error(message, "correlation", "condition")
    for problem in _besides(one, "absence"):
        raise problem


def check_recovering(one: Draft, rule: CompiledRule, members: Sequence[Member]) -> None:
    """Only of so many events it is known when they will have left the window."""
    events = all(member.rule.type is RuleType.EVENT for member in members)
    if rule.at_least is None or not events:
        raise one.document.error(NOT_RECOVERING, "blotter", "recovers")
    if rule.reopen is Reopen.NEW:
        message = "recovers: an alert that lasts is the same one; reopen: new cannot be"
        raise one.document.error(message, "blotter", "recovers")


def _besides(one: Draft, asked: str) -> Iterator[RuleError]:
    """What cannot be asked for at the same time."""
    more = one.extension
    if more.severities:
        message = f"severity-by-count: is not for an alert about {asked}"
        yield one.document.error(message, KEY, "severity-by-count")
    if more.recovers:
        yield one.document.error(f"recovers: goes without saying with {asked}", KEY, "recovers")
    if more.reopen is Reopen.NEW:
        message = f"reopen: an alert about {asked} that lasts is the same one; new cannot be"
        yield one.document.error(message, KEY, "reopen")
