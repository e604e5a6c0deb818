"""A layer for the ATT&CK Navigator: which techniques alerts tell of, and how many do."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from store.queries.alerts import AlertRow
from store.rules.telling.coverage import Layer, Technique, drawn


def layer(alerts: Iterable[AlertRow]) -> dict[str, Any]:
    """The layer; the score of a technique is the number of its alerts, the comment says which."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for alert in alerts:
        group = " ".join(map(str, alert.group.values()))
        for technique in dict.fromkeys(alert.techniques):
            found[technique].append(f"{alert.id}: {alert.rule_title} {group}".rstrip())
    told = Layer("Blotter: alerts", "Techniques that alerts tell of; score: how many alerts do")
    return drawn([Technique(id_, tuple(found[id_])) for id_ in sorted(found)], told)
