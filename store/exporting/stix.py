"""Indicators of compromise as a bundle of STIX 2.1: who an alert is about, and what that indicates.

The ids follow from what an object says, so that a bundle that is taken in twice adds nothing: those
of observables as the specification wants it (section 2.9), all others in the same way.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID, uuid5

from store.exporting.findings import Finding, Party

_Object: TypeAlias = dict[str, Any]

_NAMESPACE = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""Of the ids of observables (STIX 2.1, section 2.9)."""
_OWN = uuid5(_NAMESPACE, "blotter")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGINNING = "2026-01-01T00:00:00.000Z"
"""When the objects that never change were made."""
_MOST_PARTIES = 1000
"""Addresses that one alert makes indicators of; an alert that counts a whole site has all."""
_CONFIDENCE = {"informational": 5, "low": 25, "medium": 50, "high": 75, "critical": 95}


class _Seen(NamedTuple):
    """An alert in which a party occurs."""

    finding: Finding
    party: Party


def bundle(findings: Iterable[Finding]) -> _Object:
    """A bundle of indicators, what they indicate, and how often each was seen.

    Args:
        findings: Alerts. An address of their evidence is one indicator, however many it is in.
    """
    seen: defaultdict[tuple[str, bool], list[_Seen]] = defaultdict(list)
    for finding in findings:
        for party in finding.parties[:_MOST_PARTIES]:
            seen[party.value, party.is_name].append(_Seen(finding, party))
    objects: dict[str, _Object] = {_AUTHOR["id"]: _AUTHOR}
    for each in seen.values():
        objects |= {found["id"]: found for found in _about(each)}
    ids = "\n".join(f"{key} {value.get('modified')}" for key, value in objects.items())
    return {
        "type": "bundle",
        "id": f"bundle--{uuid5(_OWN, ids)}",
        "objects": list(objects.values()),
    }


def _about(seen: Sequence[_Seen]) -> Iterable[_Object]:
    """All that is said of one party."""
    observable = _observable(seen[0].party)
    indicator = _indicator(observable, seen)
    yield observable
    yield indicator
    yield _relationship(indicator, "based-on", observable["id"])
    for technique in sorted({each for one in seen for each in one.finding.alert.techniques}):
        pattern = _attack_pattern(technique)
        yield pattern
        yield _relationship(indicator, "indicates", pattern["id"])
    yield _sighting(indicator, seen)


def _observable(party: Party) -> _Object:
    kind = _kind(party)
    named = {"value": party.value}
    canonical = json.dumps(named, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid5(_NAMESPACE, canonical)}",
        **named,
    }


def _kind(party: Party) -> str:
    if party.is_name:
        return "domain-name"
    return f"ipv{ip_address(party.value).version}-addr"


def _indicator(observable: Mapping[str, str], seen: Sequence[_Seen]) -> _Object:
    alerts = [each.finding.alert for each in seen]
    worst = max((alert.severity for alert in alerts), key=lambda severity: severity.rank)
    quoted = observable["value"].replace("\\", "\\\\").replace("'", "\\'")
    titles = dict.fromkeys(alert.rule_title for alert in alerts)
    return _made(
        "indicator",
        observable["id"],
        (min(each.party.first_seen for each in seen), max(each.party.last_seen for each in seen)),
        {
            "name": f"{observable['value']}: {', '.join(titles)}"[:250],
            "description": "\n".join(f"Alert {alert.id}: {alert.rule_title}" for alert in alerts),
            "indicator_types": ["malicious-activity"],
            "pattern": f"[{observable['type']}:value = '{quoted}']",
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": _stamp(min(each.party.first_seen for each in seen)),
            "labels": [str(worst)],
            "confidence": _CONFIDENCE[worst],
        },
    )


def _sighting(indicator: Mapping[str, Any], seen: Sequence[_Seen]) -> _Object:
    first = min(each.party.first_seen for each in seen)
    last = max(each.party.last_seen for each in seen)
    return _made(
        "sighting",
        indicator["id"],
        (first, last),
        {
            "first_seen": _stamp(first),
            "last_seen": _stamp(last),
            "count": min(max(each.party.events for each in seen), 999_999_999),
            "sighting_of_ref": indicator["id"],
            "where_sighted_refs": [_AUTHOR["id"]],
        },
    )


def _attack_pattern(technique: str) -> _Object:
    return {
        **_head("attack-pattern", technique),
        "created": _BEGINNING,
        "modified": _BEGINNING,
        "name": technique,
        "external_references": [{"source_name": "mitre-attack", "external_id": technique}],
    }


def _relationship(indicator: Mapping[str, Any], verb: str, target: str) -> _Object:
    return {
        **_head("relationship", f"{indicator['id']} {verb} {target}"),
        "created": indicator["created"],
        "modified": indicator["created"],
        "relationship_type": verb,
        "source_ref": indicator["id"],
        "target_ref": target,
    }


def _made(kind: str, of: str, times: tuple[int, int], more: Mapping[str, Any]) -> _Object:
    """An object that grows: it was made when that was first seen, and changed when last."""
    created, modified = map(_stamp, times)
    return {**_head(kind, of), "created": created, "modified": modified, **more}


def _head(kind: str, of: str) -> _Object:
    head = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid5(_OWN, f'{kind} {of}')}"}
    return head if kind == "identity" else {**head, "created_by_ref": _AUTHOR["id"]}


def _stamp(moment: int) -> str:
    """A time (µs since 1970 UTC) as STIX writes it."""
    found = (_EPOCH + timedelta(microseconds=moment)).replace(tzinfo=None)
    return f"{found.isoformat(timespec='milliseconds')}Z"


_AUTHOR: _Object = {
    **_head("identity", "system"),
    "created": _BEGINNING,
    "modified": _BEGINNING,
    "name": "Blotter",
    "identity_class": "system",
}
