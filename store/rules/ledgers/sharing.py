"""Which rules count the same records in the same groups, so that one ledger serves them all."""

import json
from collections.abc import Mapping
from hashlib import blake2b

from store.rules.compiled import CompiledRule, RuleType


def counts_as(rule: CompiledRule, by_uuid: Mapping[str, CompiledRule]) -> str | None:
    """What a rule counts, as a hash: two rules of which that is the same have the same hits.

    How long its windows are, and how many hits it asks for, does not matter.

    Args:
        rule: Any rule.
        by_uuid: All rules in force.

    Returns:
        The hash; None for a rule whose ledger nobody can share: a detection, one that keeps none,
        and one that counts the windows of others, which become hits in its own groups.
    """
    members = [by_uuid[uuid] for uuid in rule.members if uuid in by_uuid]
    plain = all(each.type is RuleType.EVENT for each in members)
    if not members or len(members) < len(rule.members) or not plain or rule.is_slotted:
        return None
    told = [
        [(each.uuid, each.hash) for each in members],
        [(rule.slot_of(at), rule.keys_of(at)) for at in range(len(members))],
        [rule.group_by, rule.keep_missing],
        [rule.value_keys, rule.type.measures],
    ]
    return blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
