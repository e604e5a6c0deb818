"""Alerts as tools that run Sigma rules over files write them: a rule, and what it matched."""

from typing import Any

from store.exporting.findings import Finding
from store.times import iso


def match(finding: Finding) -> dict[str, Any]:
    """A match of a rule, with the names of Sigma's own attributes."""
    alert, rule = finding.alert, finding.rule
    found = {
        "title": alert.rule_title,
        "id": alert.rule_id,
        "level": str(alert.severity),
        "author": rule.author,
        "license": rule.license,
        "description": rule.description,
        "falsepositives": list(rule.falsepositives),
        "references": list(rule.references),
        "tags": list(alert.tags),
        "timestamp": iso(alert.first_seen),
        "last_timestamp": iso(alert.last_seen),
        "group-by": dict(alert.group),
        "count": alert.count,
        "status": alert.status,
        "alert": alert.id,
        "events": alert.evidence,
        "documents": [dict(each) for each in finding.evidence],
    }
    return {key: value for key, value in found.items() if value not in (None, [])}
