"""Rule files to compiled rules: the work of the compiler's child process, and that process itself.

Only the child process of `store.rules.compiler` imports this.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePath

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from store.errors import RuleError
from store.model import Severity
from store.rules import blame, correlations, extension, filters
from store.rules.compiled import (
    FORM,
    SECOND,
    Compilation,
    CompiledRule,
    Inapplicable,
    RuleType,
)
from store.rules.documents import Document, read
from store.rules.drafts import Draft, Library, draft
from store.rules.fields import Family, canonical
from store.rules.filters import Filter, Filters
from store.rules.logsources import Source, source_for
from store.rules.placeholders import NO_PLACEHOLDERS, PLACEHOLDERS, Placeholders
from store.rules.predicates import alone, conditions_of, translate
from store.rules.questions import keys_in

_DEDUP = ("host.name", "source.ip", "user.name")
_COOLDOWN = 3600 * SECOND


def main() -> None:
    """Compile the files that standard input names, one JSON object, to JSON on standard output.

    Whatever libraries print goes to standard error instead.
    """
    answer = os.dup(1)
    os.dup2(2, 1)
    asked = json.load(sys.stdin)
    compilation = assemble([Path(path) for path in asked["files"]], asked["placeholders"])
    with os.fdopen(answer, "w", encoding="ascii") as out:
        json.dump(
            {
                "rules": [rule.to_json() for rule in compilation.rules],
                "problems": [
                    [problem.message, *_place(problem)] for problem in compilation.problems
                ],
                "inapplicable": [
                    [one.uuid, one.title, one.path, one.line, one.reason, one.set]
                    for one in compilation.inapplicable
                ],
            },
            out,
        )


def assemble(paths: Sequence[Path], placeholders: Placeholders = NO_PLACEHOLDERS) -> Compilation:
    """Compile rule files together, so that the rules of one may refer to those of another.

    Args:
        paths: The files.
        placeholders: What stands for `%name%`, beside what is built in.
    """
    problems: list[RuleError] = []
    drafts: list[Draft] = []
    narrowing: list[Filter] = []
    for path in paths:
        documents, wrong = read(path)
        problems.extend(wrong)
        for document in documents:
            one, wrong = _understood(document)
            problems.extend(wrong)
            if isinstance(one, Draft):
                drafts.append(one)
            elif one is not None:
                narrowing.append(one)
    assembly = _Assembly(Library(drafts), narrowing, {**PLACEHOLDERS, **placeholders})
    rules = assembly.compile()
    order = {str(path): position for position, path in enumerate(paths)}
    problems.extend(assembly.problems)
    problems.sort(key=lambda one: (order[one.location.path], one.location.line or 0))
    return Compilation(rules, tuple(problems), tuple(assembly.inapplicable))


def _understood(document: Document) -> tuple[Draft | Filter | None, list[RuleError]]:
    """What a document is, and what is wrong with it."""
    return filters.read(document) if "filter" in document.data else draft(document)


def _place(problem: RuleError) -> tuple[str, int | None, int | None]:
    place = problem.location
    return place.path, place.line, place.column


class _Assembly:
    """Compiles each draft once, members before the correlations that refer to them."""

    def __init__(
        self, library: Library, narrowing: Sequence[Filter], placeholders: Placeholders
    ) -> None:
        self.inapplicable: list[Inapplicable] = []
        self._problems = list(library.problems)
        self._library = library
        self._filters = Filters(narrowing, library)
        self._placeholders = placeholders
        self._makers = library.makers()
        self._rules: dict[str, CompiledRule] = {}
        self._families: dict[str, frozenset[Family]] = {}
        self._left_out: dict[str, str] = {}
        """Why a draft became no rule, by uuid."""
        self._under_way: set[str] = set()

    @property
    def problems(self) -> list[RuleError]:
        """What is wrong with the drafts and their filters."""
        return [*self._problems, *self._filters.problems]

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
            self._problems.append(error)
            self._left_out[one.uuid] = "has a problem"
        except blame.SURPRISES as error:
            self._problems.append(blame.problem(error, one.document))
            self._left_out[one.uuid] = "has a problem"
        finally:
            self._under_way.discard(one.uuid)
        self._ask(one)

    def _ask(self, one: Draft) -> None:
        """Find questions about values that the rule's alerts do not have."""
        made = self._rules.get(one.uuid)
        for number, (_, text) in enumerate(made.next if made else ()):
            for key in keys_in(text):
                if made and key not in made.group_by:
                    message = f"next: alerts of this rule have no {key}"
                    place = one.document.error(message, extension.KEY, "next", number)
                    self._problems.append(place)

    def _skip(self, one: Draft, reason: str) -> None:
        self._left_out[one.uuid] = "is not applicable"
        place = one.document
        self.inapplicable.append(
            Inapplicable(one.uuid, one.rule.title, place.path, place.line, reason, _set(one))
        )

    def _detection(self, one: Draft, rule: SigmaRule) -> None:
        logsource = rule.logsource
        source = source_for(logsource.category, logsource.product, logsource.service)
        if isinstance(source, str):
            self._skip(one, source)
            return
        self._families[one.uuid] = frozenset({source.family})
        try:
            self._rules[one.uuid] = self._event(one, rule, source)
        except blame.SURPRISES as error:
            tried = partial(alone, rule, source.family, self._placeholders)
            raise blame.problem(error, one.document, tried) from error

    def _event(self, one: Draft, rule: SigmaRule, source: Source) -> CompiledRule:
        more = one.extension
        narrowing = self._filters.of(one, rule)
        besides = self._filters.conditions(narrowing, rule, source.family, self._placeholders)
        conditions = conditions_of(rule, source.family, self._placeholders)
        predicate = translate(conditions, besides)
        dedup = _DEDUP if more.dedup is None else more.dedup
        return replace(
            _described(one, RuleType.EVENT, _hash(one, self._also_read(one, narrowing))),
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

    def _also_read(self, one: Draft, narrowing: Sequence[Filter]) -> list[str]:
        """What a rule is compiled from beside its own text."""
        texts = [each.document.text for each in narrowing]
        used = (
            f"{name}={list(values)}"
            for name, values in sorted(self._placeholders.items())
            if any(f"%{name}%" in text for text in (one.document.text, *texts))
        )
        return [*texts, *used]

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
        set=_set(one),
        next=one.extension.next,
    )


def _set(one: Draft) -> str:
    """The set that a rule belongs to: its file's, unless it says another."""
    return one.extension.set or PurePath(one.document.path).stem


def _hash(one: Draft, others: Sequence[str]) -> str:
    """Of a rule's text and of what else it is made from; and of how texts are compiled."""
    parts = [str(FORM), one.document.text, *others]
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
