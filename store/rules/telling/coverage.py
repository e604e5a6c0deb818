"""Which ATT&CK techniques rules tell of, also as a layer for the ATT&CK Navigator."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from store.rules.compiled import CompiledRule

_TAG = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE | re.ASCII)
_COLOURS = ("#e8f1fb", "#1f6fb4")
"""From one rule to the most."""


class Technique(NamedTuple):
    """A technique, or a part of one, that rules or alerts are tagged with."""

    id: str
    """For example `T1110.001`."""
    titles: tuple[str, ...]
    """Of those rules, in the order of the alphabet; of those alerts, in the order of time."""


def techniques(rules: Iterable[CompiledRule]) -> list[Technique]:
    """The techniques of rules that make alerts, by their ids."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for tag in rule.tags if rule.alerts else ():
            technique = _TAG.fullmatch(tag)
            if technique:
                found[technique[1].upper()].add(f"{rule.title}\0{rule.uuid}")
    return [Technique(id_, _titles(found[id_])) for id_ in sorted(found)]


def _titles(rules: Iterable[str]) -> tuple[str, ...]:
    """Titles alone: two rules may have the same."""
    return tuple(each.partition("\0")[0] for each in sorted(rules))


class Layer(NamedTuple):
    """What a layer says of itself."""

    name: str
    description: str


_COVERAGE = Layer("Blotter", "Techniques that the rules in force tell of; score: how many rules do")


def layer(found: Sequence[Technique]) -> dict[str, Any]:
    """A layer of what rules tell of; the score of a technique is the number of its rules."""
    return drawn(found, _COVERAGE)


def drawn(found: Sequence[Technique], told: Layer) -> dict[str, Any]:
    """A layer in the Navigator's format 4.5; which version of ATT&CK it is for is left open.

    Args:
        found: The techniques, each scored by the number of its titles.
        told: What the layer says of itself.
    """
    most = max((len(each.titles) for each in found), default=1)
    return {
        "name": told.name,
        "versions": {"navigator": "5.0.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": told.description,
        "sorting": 3,
        "techniques": [_scored(each) for each in found],
        "gradient": {"colors": list(_COLOURS), "minValue": 1, "maxValue": max(most, 2)},
    }


def _scored(each: Technique) -> dict[str, object]:
    parent = "." not in each.id
    return {
        "techniqueID": each.id,
        "score": len(each.titles),
        "comment": "\n".join(each.titles),
        "enabled": True,
        "showSubtechniques": parent,
    }
