"""A detection that asks for something new, from what its document says.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from dataclasses import replace

from store.rules.compiled import CompiledRule
from store.rules.novelty import NewTerms
from store.rules.reading.fields import Family, canonical, is_known
from store.rules.written.documents import Document
from store.rules.written.extension import KEY, Extension


def with_novelty(
    rule: CompiledRule, more: Extension, document: Document, family: Family
) -> CompiledRule:
    """The rule as it hits only what is new.

    Args:
        rule: The detection without that.
        more: What its document says, `new-terms` among it.
        document: Where it says that.
        family: Whose field names it uses.

    Raises:
        RuleError: A field is none that any record has.
    """
    asked = more.novelty
    if asked is None:
        return rule
    keys = tuple(canonical(name, family) for name in (*asked.of, *asked.fields))
    lacking = next((key for key in keys if not is_known(key)), None)
    if lacking is not None:
        message = f"new-terms: no log format here provides the field {lacking}"
        raise document.error(message, KEY, "new-terms")
    alone = more.dedup is None
    return replace(
        rule,
        group_by=keys if alone else rule.group_by,
        keep_missing=rule.keep_missing and not alone,
        novelty=NewTerms(len(asked.of), asked.learning, asked.forget),
        value_keys=(keys,),
    )
