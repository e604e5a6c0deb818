"""The three sentences that a report begins with, and the decision that it asks for.

What logs and rules say in them is cut to a length, and safe to draw.
"""

from datetime import tzinfo

from app.output.amounts import counted
from app.output.tables import clipped
from app.report.document import length
from app.report.naming import previous, when
from store.reports.figures import Figures, NoisyRule, Trouble
from store.reports.periods import local
from store.text import safe

_MOSTLY = 50.0
"""Percent of a rule's closed alerts, harmless, from which on the rule is to be looked at."""
_ENOUGH = 3
"""Closed alerts of a rule from which on that says something."""
_LONGEST = 60
"""Columns of a text from a log or a rule."""
_UNREAD = 1.0
"""Percent of records that no format understood, from which on somebody should know."""


def summary(figures: Figures, zone: tzinfo) -> tuple[str, ...]:
    """What happened; who and what was worst; how far it is dealt with and can be trusted."""
    return _happened(figures, zone), _worst(figures), _handled(figures)


def decision(figures: Figures) -> str:
    """The one thing that has to be decided, by what is worst if nobody does."""
    for found in (
        _grave(figures),
        _blind(figures),
        _broken(figures),
        _noisy(figures),
        _old(figures),
    ):
        if found:
            return found
    return _small(figures) or "None: nothing waits for a decision."


def is_empty(figures: Figures) -> bool:
    """Whether no log says anything about the period."""
    return not figures.coverage.lines


def _happened(figures: Figures, zone: tzinfo) -> str:
    said = when(figures.period, zone)
    alerts, grave = figures.kpi("alerts"), figures.kpi("grave_alerts")
    if is_empty(figures) and not alerts.now:
        return f"No log that was read says what happened {said}{_latest(figures, zone)}."
    before = int(alerts.before or 0)
    compared = f"{previous(figures.period)} had {f'{before:,}' if before else 'none'}"
    if not alerts.now:
        return f"No alert began {said}; {compared}."
    many = counted(int(alerts.now), "alert")
    return f"{many} began {said}, {grave.now:,} of them high or critical; {compared}."


def _latest(figures: Figures, zone: tzinfo) -> str:
    """Up to when there are records, so that nobody has to look for a period that has some."""
    last = figures.coverage.last_record
    return "" if last is None else f"; the latest record is of {local(last, zone):%Y-%m-%d %H:%M}"


def _worst(figures: Figures) -> str:
    offenders = figures.offenders
    if not offenders.top:
        return "No address failed at anything."
    first = offenders.top[0]
    who = "1 address" if offenders.total == 1 else f"{offenders.total:,} addresses"
    said = f"{who} failed, {offenders.new:,} of them never seen before, the worst was "
    said += f"{_short(first.address)} with {counted(first.failures, 'failure')}"
    if not figures.incidents:
        return f"{said}."
    gravest = figures.incidents[0]
    about = f" ({_short(gravest.about)})" if gravest.about else ""
    return f"{said}; the gravest alert is number {gravest.alert}, {_short(gravest.rule)}{about}."


def _handled(figures: Figures) -> str:
    still, oldest = figures.kpi("open_at_end").now or 0, figures.kpi("oldest_open").now
    waits = "No alert is open" if not still else f"{counted(int(still), 'alert')} open"
    if still and oldest is not None:
        waits += f", the oldest for {length(int(oldest))}"
    return f"{waits}; {_trust(figures)}."


def _trust(figures: Figures) -> str:
    coverage = figures.coverage
    wrong = [
        ("log", coverage.silent_logs, "silent"),
        ("log", coverage.damaged_logs, "not read to the end"),
        ("rule", coverage.failed_rules, "out of order"),
        ("message", coverage.mail.failed, "never sent"),
    ]
    said = [f"{counted(number, noun)} {what}" for noun, number, what in wrong if number]
    if (coverage.unparsed_percent or 0) >= _UNREAD:
        said.append(f"{coverage.unparsed_percent:.1f} % of the records not understood")
    if coverage.lost:
        said.append(f"{counted(coverage.lost, 'record')} lost")
    if said:
        return f"to be trusted with care: {', '.join(said)}"
    if is_empty(figures):
        return "of this time no record was read"
    return (
        f"all {counted(coverage.lines, 'record')} of {counted(coverage.sources, 'log')} were read"
    )


def _grave(figures: Figures) -> str | None:
    """Grave alerts that nobody has taken up."""
    rows = [row for row in figures.severities if row.severity in ("critical", "high")]
    waiting = sum(row.new for row in rows)
    first = next((each for each in figures.incidents if each.status == "new"), None)
    if not waiting or first is None:
        return None
    many = f"{counted(waiting, 'alert')} (high or critical) that nobody has taken up"
    return f"Who looks into {many}; begin with alert {first.alert}, {_short(first.rule)}."


def _blind(figures: Figures) -> str | None:
    """Nothing was seen at all."""
    return (
        "Who sees to it that logs are read: of this time none was." if is_empty(figures) else None
    )


def _broken(figures: Figures) -> str | None:
    """What keeps the report from seeing things."""
    coverage = figures.coverage
    if coverage.silent:
        return f"Who finds out why {_short(coverage.silent[0].log)} says nothing any more."
    if coverage.damaged:
        return f"Who mends {_trouble(coverage.damaged[0])}."
    if coverage.rule_errors:
        return f"Who mends the rule {_trouble(coverage.rule_errors[0])}."
    if coverage.mail.failed:
        return f"Who mends the mail: {counted(coverage.mail.failed, 'message')} never sent."
    return None


def _noisy(figures: Figures) -> str | None:
    """A rule that cries wolf."""
    for rule in figures.rules:
        if is_noisy(rule):
            share = f"{rule.harmless} of {counted(rule.closed, 'closed alert')} harmless"
            return f"Whether the rule {_short(rule.rule)} is to be tuned: {share}."
    return None


def is_noisy(rule: NoisyRule) -> bool:
    """Whether most of what a rule found, and somebody looked at, was harmless."""
    return rule.closed >= _ENOUGH and (rule.harmless_percent or 0) >= _MOSTLY


def _old(figures: Figures) -> str | None:
    """Alerts left from earlier, or less grave ones."""
    still = figures.kpi("open_at_end").now
    if not still:
        return None
    return f"When {counted(int(still), 'open alert')} will be closed, the oldest first."


def _small(figures: Figures) -> str | None:
    ending = figures.silences.ending_soon
    return f"Whether {counted(ending, 'silence')} that ends soon goes on." if ending else None


def _trouble(each: Trouble) -> str:
    """What does not work, and why."""
    return f"{_short(each.name)}: {_short(each.error)}"


def _short(text: str) -> str:
    """A text made safe to draw, and cut to a length."""
    return clipped(safe(text), _LONGEST)
