"""Writes down which alerts the sample logs must raise, as YAML."""

from datetime import datetime

import yaml

from sample_logs.generator.ledger import Alert
from sample_logs.generator.rules import RULES
from sample_logs.generator.week import Week

PATH = "expected.yaml"

REFERENCE = "2026-11-17T00:00:00Z"
"""When the logs are taken to have been read: it gives the year to times that have none."""

_HEAD = """\
# Which alerts the built-in rules must raise over these files, and how many records each file holds.
# Written by `python -m sample_logs.generator`, from what it planted.
"""


def expectations(week: Week) -> bytes:
    """The expectations as a YAML document."""
    document = {
        "read_with": {"tz": "UTC", "reference_time": REFERENCE},
        "records": dict(sorted(week.records.items())),
        "alerts": [_entry(alert) for alert in week.alerts],
    }
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1_000)
    return (_HEAD + text).encode()


def _entry(alert: Alert) -> dict[str, object]:
    rule = RULES[alert.rule]
    return {
        "rule": rule.uuid,
        "title": rule.title,
        "group": dict(alert.group),
        "count": alert.attempts,
        "first_seen": _clock(alert.first_seen),
        "last_seen": _clock(alert.last_seen),
        "story": alert.story,
    }


def _clock(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
