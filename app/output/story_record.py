"""One alert's story as an object for programs."""

from collections.abc import Iterable, Mapping

from store.exporting.alert_records import record
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.rules.written.questions import filled
from store.times import iso


def story_record(
    alert: AlertRow,
    rule: RuleText,
    events: Iterable[Mapping[str, object]],
    actions: Iterable[ActionRow],
) -> dict[str, object]:
    """The keys of an alert in every list, and behind them what only its story tells.

    Args:
        alert: The alert.
        rule: What its rule says.
        events: The first records that it rests on, as documents of ECS.
        actions: What was decided.
    """
    first = alert.first_seen
    asked = ((title, filled(text, alert.group, first)) for title, text in rule.next)
    return {
        **record(alert),
        "description": rule.description,
        "false_positives": list(rule.falsepositives),
        "next": [{"title": title, "filter": text} for title, text in asked if text is not None],
        "events": list(events),
        "decisions": [_decision(action) for action in actions],
    }


def _decision(action: ActionRow) -> dict[str, object]:
    return {
        "id": action.id,
        "at": iso(action.at),
        "actor": action.actor,
        "host": action.host,
        "verb": action.verb,
        "undo_of": action.undo_of,
        "after": dict(action.after),
    }
