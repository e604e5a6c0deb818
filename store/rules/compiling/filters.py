"""Sigma's filters: allow-lists that are written once and hold for the rules that they name.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from sigma.filters import SigmaFilter
from sigma.rule import SigmaLogSource, SigmaRule

from store.errors import RuleError
from store.rules.compiling import blame
from store.rules.compiling.dialect import POLICY
from store.rules.compiling.drafts import Draft, Library
from store.rules.compiling.meanings import Condition
from store.rules.compiling.predicates import alone, conditions_of
from store.rules.files.placeholders import Placeholders
from store.rules.reading.fields import Family
from store.rules.written.documents import Document

_NAMED = ("filter", "rules")


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """A document that narrows rules."""

    document: Document
    content: SigmaFilter

    @property
    def names(self) -> tuple[str, ...]:
        """Names and ids of the rules that it narrows; empty for any of its log source."""
        rules = self.content.filter.rules
        return () if isinstance(rules, str) else tuple(str(one.reference) for one in rules)

    def covers(self, logsource: SigmaLogSource) -> bool:
        """Whether a log source is its own or a part of it."""
        own = self.content.logsource
        pairs = (
            (own.category, logsource.category),
            (own.product, logsource.product),
            (own.service, logsource.service),
        )
        return all(not mine or mine.lower() == (its or "").lower() for mine, its in pairs)


def read(document: Document) -> tuple[Filter | None, list[RuleError]]:
    """Understand a filter by itself.

    Returns:
        The filter, or None and what is wrong.
    """
    try:
        content = SigmaFilter.from_dict(document.data, collect_errors=True, policy=POLICY)
        problems = [blame.problem(error, document) for error in content.errors]
        if not problems:
            content.filter.parsed_condition[0].parse()
    except blame.SURPRISES as error:
        return None, [blame.problem(error, document)]
    return (None, problems) if problems else (Filter(document, content), [])


class Filters:
    """All filters, by the rules that they narrow."""

    def __init__(self, filters: Sequence[Filter], library: Library) -> None:
        """Find the rules that are named.

        Args:
            filters: In the order of their files.
            library: The rules.
        """
        self.problems: list[RuleError] = []
        """Filters that narrow nothing, for what they name is no rule or has another log source."""
        self._any = [one for one in filters if not one.names]
        self._named: dict[str, list[Filter]] = {}
        self._broken: set[int] = set()
        for one in filters:
            for name in one.names:
                self._find(one, name, library)

    def of(self, one: Draft, rule: SigmaRule) -> list[Filter]:
        """The filters that narrow a detection."""
        anywhere = [each for each in self._any if each.covers(rule.logsource)]
        return [*self._named.get(one.uuid, ()), *anywhere]

    def conditions(
        self,
        filters: Sequence[Filter],
        rule: SigmaRule,
        family: Family,
        placeholders: Placeholders,
    ) -> list[Condition]:
        """What a rule's records must be like besides; a filter that is wrong narrows nothing."""
        found: list[Condition] = []
        for each in filters:
            detection = deepcopy(each.content.filter)  # the pipeline works on it in place
            narrowed = SigmaRule(title=rule.title, logsource=rule.logsource, detection=detection)
            try:
                found.extend(conditions_of(narrowed, family, placeholders))
            except blame.SURPRISES as error:
                tried = partial(alone, rule, family, placeholders)
                self._blame(each, blame.problem(error, each.document, tried))
        return found

    def _blame(self, one: Filter, problem: RuleError) -> None:
        if id(one) not in self._broken:  # said once, not for every rule
            self._broken.add(id(one))
            self.problems.append(problem)

    def _find(self, one: Filter, name: str, library: Library) -> None:
        """Note which rule is meant, or that none is."""
        try:
            draft = library.find(name, one.document, _NAMED)
        except RuleError as error:
            self.problems.append(error)
            return
        if not isinstance(draft.rule, SigmaRule):
            message = f"{name!r} is a correlation: a filter narrows the rules that it refers to"
        elif not one.covers(draft.rule.logsource):
            message = f"{name!r} has another log source than the filter"
        else:
            named = self._named.setdefault(draft.uuid, [])
            named.extend([one] if one not in named else [])
            return
        self.problems.append(one.document.error(message, *_NAMED))
