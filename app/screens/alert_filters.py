"""Filters for several alerts at once."""

from collections.abc import Sequence

from app.screens import filtering
from store.filters import edits
from store.filters.grammar import Filter
from store.queries.alerts import AlertRow


def of_alerts(alerts: Sequence[int]) -> Filter:
    """Exactly the evidence of some alerts."""
    if len(alerts) == 1:
        return filtering.of_alert(alerts[0])
    return filtering.parsed(f"alert:{','.join(map(str, alerts))}")


def common(alerts: Sequence[AlertRow]) -> Filter:
    """What alerts have in common: their rule, and values of their groups."""
    first, *others = alerts
    found = filtering.NOTHING
    if all(other.rule_id == first.rule_id for other in others):
        found = edits.with_term(found, edits.term_for("rule", first.rule_id))
    pairs = {
        key: value
        for key, value in first.group.items()
        if all(other.group.get(key) == value for other in others)
    }
    return filtering.by_group(found, pairs)
