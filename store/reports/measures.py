"""The key figures of a report, each beside that of the period before."""

from collections.abc import Sequence

from store.reports.alerting import Alerted, harmless_percent, percent
from store.reports.decided import Decided, rank, to_acknowledge, to_close, to_detect
from store.reports.figures import Kpi, Offenders
from store.reports.frame import SECOND, Frame
from store.reports.traffic import Traffic


def kpis(frame: Frame, alerted: Alerted, traffic: Traffic, offenders: Offenders) -> tuple[Kpi, ...]:
    """All key figures, in the order in which they are read."""
    unparsed, events = traffic.unparsed, traffic.events
    return (
        *_alerts(alerted),
        *_backlog(frame, alerted),
        *_times(alerted),
        Kpi("events", "count", *events),
        Kpi("failures", "count", *traffic.failures),
        Kpi("offenders", "count", offenders.total, offenders.back + offenders.gone),
        Kpi(
            "unparsed_percent",
            "percent",
            percent(unparsed[0], events[0]),
            percent(unparsed[1], events[1]),
        ),
    )


def _alerts(alerted: Alerted) -> tuple[Kpi, ...]:
    both = alerted.now, alerted.before
    return (
        Kpi("alerts", "count", *map(len, both)),
        Kpi("grave_alerts", "count", *(sum(each.is_grave for each in some) for some in both)),
        Kpi("true_positives", "count", *(_closed_as(some, "true-positive") for some in both)),
        Kpi("false_positives", "count", *(_closed_as(some, "false-positive") for some in both)),
        Kpi("harmless_percent", "percent", *map(harmless_percent, both)),
        Kpi("reopened", "count", *(sum(each.row.reopened > 0 for each in some) for some in both)),
        Kpi("undecided", "count", *(sum(each.row.status == "new" for each in s) for s in both)),
    )


def _backlog(frame: Frame, alerted: Alerted) -> tuple[Kpi, ...]:
    """What was open at the end of either period."""
    ends = frame.as_of, frame.before.until
    still = [alerted.open_at(end) for end in ends]
    ages = [
        max(((end - each.row.first_seen) // SECOND for each in some), default=None)
        for end, some in zip(ends, still, strict=True)
    ]
    return (
        Kpi("open_at_end", "count", *map(len, still)),
        Kpi("oldest_open", "seconds", *ages),
    )


def _times(alerted: Alerted) -> tuple[Kpi, ...]:
    """Medians and 90th percentiles: a mean would hide those that waited long."""
    measured = {"acknowledge": to_acknowledge, "close": to_close, "detect": to_detect}
    found = []
    for name, measure in measured.items():
        both = measure(alerted.now), measure(alerted.before)
        found.append(Kpi(f"time_to_{name}_median", "seconds", *(rank(v, 50) for v in both)))
        found.append(Kpi(f"time_to_{name}_p90", "seconds", *(rank(v, 90) for v in both)))
    return tuple(found)


def _closed_as(some: Sequence[Decided], reason: str) -> int:
    """Alerts closed for a reason, or one that begins like it (`true-positive-no-impact`)."""
    return sum(
        each.row.status == "closed" and (each.row.reason or "").startswith(reason) for each in some
    )
