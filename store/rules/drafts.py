"""Rule documents as pySigma understands them, and how they find each other.

Only the child process of `store.rules.compiler` imports this.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from uuid import NAMESPACE_OID, uuid5

from sigma.correlations import SigmaCorrelationRule, SigmaExtendedCorrelationCondition
from sigma.rule import SigmaRule

from store.errors import RuleError
from store.rules import blame, extension
from store.rules.conditions import with_one_limit
from store.rules.dialect import POLICY
from store.rules.documents import Document
from store.rules.extension import Extension
from store.rules.shapes import misshaped


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is a rule by itself, whatever becomes of what it refers to."""

    document: Document
    uuid: str
    rule: SigmaRule | SigmaCorrelationRule
    extension: Extension

    @property
    def references(self) -> tuple[str, ...]:
        """The names and ids that a correlation calls its members by."""
        if isinstance(self.rule, SigmaRule):
            return ()
        condition = self.rule.condition
        if self.rule.rules is None and isinstance(condition, SigmaExtendedCorrelationCondition):
            return tuple(condition.get_referenced_rules())
        return tuple(str(reference.reference) for reference in self.rule.rules or ())


def draft(document: Document) -> tuple[Draft | None, list[RuleError]]:
    """Understand a document by itself.

    Returns:
        The draft, or None and what is wrong.
    """
    if "action" in document.data:
        return None, [document.error("not supported yet: action documents", "action")]
    if not document.data.keys() & {"detection", "correlation"}:
        return None, [document.error("a rule has a detection or a correlation")]
    more, problems = extension.read(document)
    problems.extend(_misplaced(document))
    problems.extend(misshaped(document))
    if problems:
        return None, problems
    try:
        rule = _parsed(document)
    except blame.SURPRISES as error:
        return None, [*problems, blame.problem(error, document)]
    problems.extend(blame.problem(error, document) for error in rule.errors)
    if problems:
        return None, problems
    return Draft(document, _uuid(document, rule), rule, more), []


def _parsed(document: Document) -> SigmaRule | SigmaCorrelationRule:
    """What pySigma makes of a document; what is wrong stands in it, or is raised."""
    if "correlation" not in document.data:
        return SigmaRule.from_dict(document.data, collect_errors=True, policy=POLICY)
    data = with_one_limit(document.data)
    return SigmaCorrelationRule.from_dict(data, collect_errors=True, policy=POLICY)


def _misplaced(document: Document) -> Iterator[RuleError]:
    """Modifiers behind the name of a selection: the library would take them for a part of it."""
    detection = document.data.get("detection")
    for name in detection if isinstance(detection, dict) else ():
        plain, bar, modifiers = str(name).partition("|")
        if bar:
            message = f"modifiers stand in a selection: {plain}: {{'|{modifiers}': …}}"
            yield document.error(message, "detection", name)


def _uuid(document: Document, rule: SigmaRule | SigmaCorrelationRule) -> str:
    """The rule's id, or one that stays the same while its file's name and its title do."""
    if rule.id is not None:
        return str(rule.id)
    return str(uuid5(NAMESPACE_OID, f"{PurePath(document.path).name}\n{rule.title}"))


class Library:
    """All drafts, by what correlations and filters call them."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.drafts: list[Draft] = []
        """In the order in which they were given, each id once."""
        self.problems: list[RuleError] = []
        """Drafts that are left out, for their id is taken."""
        self._by_uuid: dict[str, Draft] = {}
        self._by_name: dict[str, list[Draft]] = {}
        for one in drafts:
            self._add(one)

    def _add(self, one: Draft) -> None:
        taken = self._by_uuid.setdefault(one.uuid, one)
        if taken is not one:
            place = taken.document.location()
            self.problems.append(one.document.error(f"its id is that of the rule at {place}", "id"))
            return
        self.drafts.append(one)
        if one.rule.name:
            self._by_name.setdefault(one.rule.name, []).append(one)

    def find(
        self, reference: str, document: Document, keys: tuple[str, ...] = ("correlation", "rules")
    ) -> Draft:
        """What a correlation or a filter means by a name or an id.

        Args:
            reference: The name or id.
            document: The correlation's; a name is looked for in its own file first.
            keys: Where in it the reference stands.

        Raises:
            RuleError: There is no such rule, or more than one.
        """
        named = self._by_name.get(reference, [])
        near = [one for one in named if one.document.path == document.path]
        found = near or named or [one for one in [self._by_uuid.get(reference.lower())] if one]
        if len(found) == 1:
            return found[0]
        wrong = "there are several rules" if found else "there is no usable rule"
        raise document.error(f"{wrong} called {reference!r}", *keys)

    def around(self, one: Draft) -> tuple[str, ...]:
        """The uuids of the rules within whose alerts those of a draft may lie.

        Raises:
            RuleError: There is no such rule, or its own alerts may lie within the draft's.
        """
        place = (extension.KEY, "within")
        found = [self.find(name, one.document, place) for name in one.extension.within]
        seen, further = {draft.uuid for draft in found}, [*found]
        while further:
            each = further.pop()
            if each.uuid == one.uuid:
                raise one.document.error("its alerts lie within its own", *place)
            outer = [self.find(name, each.document, place) for name in each.extension.within]
            further += [draft for draft in outer if draft.uuid not in seen]
            seen |= {draft.uuid for draft in outer}
        return tuple(draft.uuid for draft in found)

    def makers(self) -> dict[str, bool]:
        """Whether each rule makes alerts of its own, by uuid.

        Sigma: one that a correlation refers to does not, unless a correlation says `generate`.
        """
        used: dict[str, bool] = {}
        for one in self.drafts:
            for reference in one.references:
                try:
                    member = self.find(reference, one.document).uuid
                except RuleError:
                    continue  # is said where the correlation is compiled
                generate = isinstance(one.rule, SigmaCorrelationRule) and one.rule.generate
                used[member] = used.get(member, False) or generate
        return {
            one.uuid: used.get(one.uuid, True)
            if one.extension.alerts is None
            else one.extension.alerts
            for one in self.drafts
        }
