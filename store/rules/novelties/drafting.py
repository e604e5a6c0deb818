"""A detection that asks for something new, from what its document says.

Only the child process of `store.rules.compiler` imports this.
"""

from dataclasses import replace

from store.rules.compiled import CompiledRule
from store.rules.extension import Extension
from store.rules.fields import Family, canonical
from store.rules.novelty import NewTerms


def with_novelty(rule: CompiledRule, more: Extension, family: Family) -> CompiledRule:
    """The rule as it hits only what is new.

    Args:
        rule: The detection without that.
        more: What its document says, `new-terms` among it.
        family: Whose field names it uses.
    """
    asked = more.novelty
    if asked is None:
        return rule
    keys = tuple(canonical(name, family) for name in (*asked.of, *asked.fields))
    alone = more.dedup is None
    return replace(
        rule,
        group_by=keys if alone else rule.group_by,
        keep_missing=rule.keep_missing and not alone,
        novelty=NewTerms(len(asked.of), asked.learning, asked.forget),
        value_keys=(keys,),
    )
