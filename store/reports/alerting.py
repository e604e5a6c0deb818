"""What the alerts of a period come to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.model import Severity
from store.reports.decided import Decided
from store.reports.figures import Incident, NoisyRule, SeverityRow, Technique
from store.reports.noted import TOP
from store.reports.periods import Instant

_STATUSES = ("new", "acknowledged", "snoozed", "closed")
_HARMLESS = ("false-positive", "benign")
_INCIDENTS = 5


@dataclass(frozen=True, slots=True)
class Alerted:
    """The alerts that began in a period, and in the one before."""

    now: Sequence[Decided]
    """Of the period; those that silences hide are in no list here."""
    before: Sequence[Decided]
    earlier: Sequence[Decided]
    """Open ones of the time before both."""
    hidden: tuple[int, int]
    """How many alerts of either period are silenced."""

    def open_at(self, at: int) -> list[Decided]:
        """Those that were open at an instant (µs UTC)."""
        return [each for each in (*self.earlier, *self.before, *self.now) if each.was_open(at)]


def parted(began: Iterable[Decided], earlier: Sequence[Decided], cut: int) -> Alerted:
    """Part the alerts by the instant at which the period begins (µs UTC)."""
    now: list[Decided] = []
    before: list[Decided] = []
    hidden = [0, 0]
    for each in began:
        is_now = each.row.first_seen >= cut
        if each.row.silence is not None:
            hidden[not is_now] += 1
        elif not each.row.is_hidden:
            (now if is_now else before).append(each)
    return Alerted(now, before, earlier, (hidden[0], hidden[1]))


def severities(now: Sequence[Decided]) -> tuple[SeverityRow, ...]:
    """Alerts by severity and status, the gravest first."""
    counted = Counter((each.row.severity, each.row.status) for each in now)
    totals = Counter(each.row.severity for each in now)
    rows = []
    for severity in reversed(Severity):
        new, acknowledged, snoozed, closed = (counted[severity, status] for status in _STATUSES)
        total = totals[severity]
        other = total - new - acknowledged - snoozed - closed
        rows.append(SeverityRow(str(severity), new, acknowledged, snoozed, closed, other, total))
    return tuple(rows)


def incidents(now: Sequence[Decided]) -> tuple[Incident, ...]:
    """The gravest alerts: by severity, then undecided ones first, then by what they counted."""

    def place(each: Decided) -> tuple[int, bool, int, int]:
        row = each.row
        return -row.severity.rank, row.status == "closed", -row.count, row.id

    return tuple(map(_incident, sorted(now, key=place)[:_INCIDENTS]))


def rules(alerted: Alerted) -> tuple[NoisyRule, ...]:
    """The rules with the most alerts."""
    before = Counter(each.row.rule_id for each in alerted.before)
    found: dict[str, list[Decided]] = {}
    for each in alerted.now:
        found.setdefault(each.row.rule_id, []).append(each)
    rows = [_rule(uuid, some, before[uuid]) for uuid, some in found.items()]
    rows.sort(key=lambda row: (-row.alerts, -row.harmless, row.rule, row.rule_id))
    return tuple(rows[:TOP])


def techniques(alerted: Alerted) -> tuple[Technique, ...]:
    """The techniques that the most alerts tell of."""
    now, before = (
        Counter(name for each in some for name in set(each.row.techniques))
        for some in (alerted.now, alerted.before)
    )
    rows = [Technique(name, now[name], before[name]) for name in now]
    return tuple(sorted(rows, key=lambda row: (-row.alerts, row.technique))[:TOP])


def harmless_percent(decided: Iterable[Decided]) -> float | None:
    """How many of those that are closed were false positives or benign; None: none is closed."""
    closed = [each.row.reason for each in decided if each.row.status == "closed"]
    return percent(sum(reason in _HARMLESS for reason in closed), len(closed))


def percent(part: int, whole: int) -> float | None:
    """A part in hundredths of the whole, to one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _incident(each: Decided) -> Incident:
    row = each.row
    return Incident(
        alert=row.id,
        severity=str(row.severity),
        rule=row.rule_title or row.rule_id or "",
        about=" ".join(str(value) for value in row.group.values()),
        first_seen=Instant(row.first_seen),
        last_seen=Instant(row.last_seen),
        count=row.count,
        status=row.status,
        reason=row.reason,
        techniques=row.techniques,
    )


def _rule(uuid: str, some: Sequence[Decided], before: int) -> NoisyRule:
    reasons = [each.row.reason for each in some if each.row.status == "closed"]
    return NoisyRule(
        rule_id=uuid,
        rule=some[-1].row.rule_title or uuid,
        alerts=len(some),
        before=before,
        undecided=sum(each.row.status == "new" for each in some),
        closed=len(reasons),
        harmless=sum(reason in _HARMLESS for reason in reasons),
        harmless_percent=harmless_percent(some),
    )
