"""A correlation whose document has other limits for some hours of the week.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from store.rules.compiled import CompiledRule
from store.rules.thresholds.changing import with_limits
from store.rules.written.documents import Document
from store.rules.written.extension import KEY, Extension


def by_calendar(rule: CompiledRule, more: Extension, document: Document) -> CompiledRule:
    """The correlation with the limits that its document has for some hours, if it has any.

    Args:
        rule: The correlation without them.
        more: What the document says beside Sigma.
        document: Where it does.

    Raises:
        RuleError: It cannot have them.
    """
    if not more.thresholds:
        if more.zone:
            raise document.error("zone: is for thresholds", KEY, "zone")
        return rule
    try:
        return with_limits(rule, more.thresholds, more.zone)
    except ValueError as wrong:
        raise document.error(f"thresholds: {wrong}", KEY, "thresholds") from None
