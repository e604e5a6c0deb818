"""Rule files to compiled rules: the work of the compiler's child process, and that process itself.

Only the child process of `store.rules.compiler` imports this.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from store.errors import RuleError
from store.model import Severity
from store.rules import blame, correlations
from store.rules.compiled import (
    SECOND,
    Compilation,
    CompiledRule,
    Inapplicable,
    RuleType,
)
from store.rules.documents import read
from store.rules.drafts import Draft, Library, draft
from store.rules.fields import Family, canonical
from store.rules.loader import FORM
from store.rules.logsources import Source, source_for
from store.rules.predicates import translate

_DEDUP = ("host.name", "source.ip", "user.name")
_COOLDOWN = 3600 * SECOND


def main() -> None:
    """Compile the files that standard input names, one JSON list, to JSON on standard output.

    Whatever libraries print goes to standard error instead.
    """
    answer = os.dup(1)
    os.dup2(2, 1)
    compilation = assemble([Path(path) for path in json.load(sys.stdin)])
    with os.fdopen(answer, "w", encoding="ascii") as out:
        json.dump(
            {
                "rules": [rule.to_json() for rule in compilation.rules],
                "problems": [
                    [problem.message, *_place(problem)] for problem in compilation.problems
                ],
                "inapplicable": [
                    [one.uuid, one.title, one.path, one.line, one.reason]
                    for one in compilation.inapplicable
                ],
            },
            out,
        )


def assemble(paths: Sequence[Path]) -> Compilation:
    """Compile rule files together, so that the rules of one may refer to those of another."""
    problems: list[RuleError] = []
    drafts: list[Draft] = []
    for path in paths:
        documents, wrong = read(path)
        problems.extend(wrong)
        for document in documents:
            one, wrong = draft(document)
            problems.extend(wrong)
            drafts.extend([one] if one else [])
    assembly = _Assembly(Library(drafts))
    rules = assembly.compile()
    order = {str(path): position for position, path in enumerate(paths)}
    problems.extend(assembly.problems)
    problems.sort(key=lambda one: (order[one.location.path], one.location.line or 0))
    return Compilation(rules, tuple(problems), tuple(assembly.inapplicable))


def _place(problem: RuleError) -> tuple[str, int | None, int | None]:
    place = problem.location
    return place.path, place.line, place.column


class _Assembly:
    """Compiles each draft once, members before the correlations that refer to them."""

    def __init__(self, library: Library) -> None:
        self.problems = list(library.problems)
        self.inapplicable: list[Inapplicable] = []
        self._library = library
        self._makers = library.makers()
        self._rules: dict[str, CompiledRule] = {}
        self._families: dict[str, frozenset[Family]] = {}
        self._left_out: dict[str, str] = {}
        """Why a draft became no rule, by uuid."""
        self._under_way: set[str] = set()

    def compile(self) -> tuple[CompiledRule, ...]:
        for one in self._library.drafts:
            self._make(one)
        return tuple(self._rules.values())

    def _make(self, one: Draft) -> None:
        """Compile a draft, unless that was done already."""
        if one.uuid in self._rules or one.uuid in self._left_out:
            return
        self._under_way.add(one.uuid)
        try:
            if isinstance(one.rule, SigmaRule):
                self._detection(one, one.rule)
            else:
                self._correlation(one, one.rule)
        except RuleError as error:
            self.problems.append(error)
            self._left_out[one.uuid] = "has a problem"
        except blame.SURPRISES as error:
            self.problems.append(blame.problem(error, one.document))
            self._left_out[one.uuid] = "has a problem"
        finally:
            self._under_way.discard(one.uuid)

    def _skip(self, one: Draft, reason: str) -> None:
        self._left_out[one.uuid] = "is not applicable"
        place = one.document
        self.inapplicable.append(
            Inapplicable(one.uuid, one.rule.title, place.path, place.line, reason)
        )

    def _detection(self, one: Draft, rule: SigmaRule) -> None:
        logsource = rule.logsource
        source = source_for(logsource.category, logsource.product, logsource.service)
        if isinstance(source, str):
            self._skip(one, source)
            return
        self._families[one.uuid] = frozenset({source.family})
        self._rules[one.uuid] = self._event(one, rule, source)

    def _event(self, one: Draft, rule: SigmaRule, source: Source) -> CompiledRule:
        more = one.extension
        predicate = translate(rule, source.family)
        dedup = _DEDUP if more.dedup is None else more.dedup
        return replace(
            _described(one, RuleType.EVENT, _hash(one, ())),
            alerts=self._makers[one.uuid],
            group_by=tuple(canonical(name, source.family) for name in dedup),
            keep_missing=more.keep_missing is not False,
            cooldown=_COOLDOWN if more.cooldown is None else more.cooldown,
            selector=source.selector,
            predicate=predicate.sql,
            guard=predicate.guard,
            needles=predicate.needles,
            columns=predicate.columns,
        )

    def _correlation(self, one: Draft, rule: SigmaCorrelationRule) -> None:
        window = correlations.window(rule, one.document)
        found = [self._library.find(name, one.document) for name in one.references]
        members = self._members(one, found, needs_all=window.type is RuleType.TEMPORAL_ORDERED)
        if not members:
            self._skip(one, "the rules that it refers to are not applicable")
            return
        uuids = tuple(member.uuid for member in members)
        self._families[one.uuid] = frozenset().union(*(self._families[uuid] for uuid in uuids))
        families = {
            name: self._families.get(member.uuid, frozenset())
            for name, member in zip(one.references, found, strict=True)
        }
        group_by = correlations.group_by(rule, one.document, families, members)
        more = one.extension
        self._rules[one.uuid] = replace(
            _described(one, window.type, _hash(one, [member.hash for member in members])),
            alerts=self._makers[one.uuid],
            group_by=group_by,
            keep_missing=more.keep_missing is True,
            cooldown=window.timespan if more.cooldown is None else more.cooldown,
            members=uuids,
            timespan=window.timespan,
            at_least=window.at_least,
        )

    def _members(
        self, one: Draft, found: Sequence[Draft], *, needs_all: bool
    ) -> list[CompiledRule]:
        """The members of a correlation that can be judged; none if it cannot be."""
        for member in found:
            if member.uuid in self._under_way:
                raise one.document.error("it refers to itself", "correlation", "rules")
            self._make(member)
            if self._left_out.get(member.uuid) == "has a problem":
                title = f"the rule {member.rule.title!r} that it refers to has a problem"
                raise one.document.error(title, "correlation", "rules")
        members = [self._rules[member.uuid] for member in found if member.uuid in self._rules]
        return [] if needs_all and len(members) < len(found) else members


def _described(one: Draft, type_: RuleType, hash_: str) -> CompiledRule:
    """A compiled rule, with what its document says for people."""
    rule = one.rule
    return CompiledRule(
        uuid=one.uuid,
        hash=hash_,
        title=rule.title,
        name=rule.name,
        type=type_,
        level=Severity(str(rule.level)) if rule.level else Severity.MEDIUM,
        status=str(rule.status) if rule.status else None,
        author=rule.author,
        license=rule.license,
        description=rule.description,
        references=tuple(map(str, rule.references)),
        tags=tuple(map(str, rule.tags)),
        falsepositives=tuple(map(str, rule.falsepositives)),
        path=one.document.path,
        line=one.document.line,
        text=one.document.text,
        alerts=False,
        group_by=(),
        keep_missing=False,
        cooldown=0,
    )


def _hash(one: Draft, members: Sequence[str]) -> str:
    """Of a rule's text and its members'; and of how texts are compiled."""
    parts = [str(FORM), one.document.text, *members]
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
