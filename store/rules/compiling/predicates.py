"""Turn the detection of a Sigma rule into SQL, by pySigma and its SQLite backend.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sigma.conditions import ConditionAND, ConditionOR
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaValueError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import (
    FieldFunctionTransformation,
    ValueListPlaceholderTransformation,
)
from sigma.rule import SigmaDetection, SigmaDetections, SigmaRule

from store.rules.compiling.backend import Backend
from store.rules.compiling.dialect import POLICY
from store.rules.compiling.meanings import Condition, meant
from store.rules.compiling.necessities import (
    Needles,
    Needs,
    all_or_none,
    either,
    lacking_in,
    needles_in,
    needs_in,
    of_kind_in,
)
from store.rules.files.placeholders import Placeholders
from store.rules.matching.judge import Judge
from store.rules.reading.fields import Family, canonical

_PATIENCE = 10.0
"""Seconds that a predicate may take for two rows: more than any needs."""


class Predicate(NamedTuple):
    """A detection as SQL."""

    sql: str
    guard: str
    """A condition on the kind alone that the predicate implies; empty if there is none."""
    needles: Needles
    """Columns and texts; the predicate implies that one of the columns holds its text."""
    columns: tuple[str, ...]
    """The ECS keys that it reads."""
    needs: Needs
    """Groups of columns; the predicate implies that of each group one has a value."""
    lacking: str | None
    """A field that no record has and without which it cannot hold."""


def conditions_of(rule: SigmaRule, family: Family, placeholders: Placeholders) -> list[Condition]:
    """The conditions of a rule's detection, one of which must hold, on our fields.

    Args:
        rule: Parsed without errors; its field names and placeholders are replaced.
        family: Whose field names it uses.
        placeholders: What stands for `%name%`.

    Raises:
        SigmaError, NotImplementedError: The rule uses something that cannot be said here.
    """
    names = FieldFunctionTransformation(
        mapping={}, transform_func=lambda name: canonical(name or "", family)
    )
    values = {name: list(listed) for name, listed in placeholders.items()}
    ProcessingPipeline(
        items=[ProcessingItem(names), ProcessingItem(ValueListPlaceholderTransformation())],
        vars=values,
    ).apply(rule)
    return [meant(condition.parsed, family) for condition in rule.detection.parsed_condition]


def alone(
    rule: SigmaRule, family: Family, placeholders: Placeholders, detection: SigmaDetection
) -> Predicate:
    """The SQL of a part of a rule's detection, or of a filter's, as if it were all of it.

    Raises:
        SigmaError, NotImplementedError: What is wrong with that part.
    """
    whole = SigmaDetections({"part": detection}, ["part"], policy=POLICY)
    part = SigmaRule(title=rule.title, logsource=rule.logsource, detection=whole)
    return translate(conditions_of(part, family, placeholders))


def translate(conditions: Sequence[Condition], besides: Sequence[Condition] = ()) -> Predicate:
    """The SQL of conditions.

    Args:
        conditions: One of these must hold,
        besides: and all of these.

    Raises:
        SigmaError, NotImplementedError: They cannot be said in SQL here.
    """
    whole = [ConditionAND([one, *besides]) for one in conditions] if besides else conditions
    backend = Backend(ProcessingPipeline())
    sql = _sql(backend, whole)
    columns = tuple(sorted(backend.columns))
    guards = [of_kind_in(condition) for condition in whole]
    guard = "" if None in guards else _sql(backend, guards)
    _try(columns, sql)
    needles = all_or_none([needles_in(one) for one in whole])
    needs = either([needs_in(one) for one in whole])
    return Predicate(sql, guard, needles, columns, needs, lacking_in(ConditionOR(list(whole))))


def _sql(backend: Backend, conditions: Sequence[Condition]) -> str:
    """Conditions, one of which must hold, as an SQL expression.

    A NUL becomes what the matcher shows in its place: SQLite takes none in a statement.
    """
    parts = [backend.convert_condition(condition, ConversionState()) for condition in conditions]
    if not parts or not all(isinstance(part, str) for part in parts):
        raise NotImplementedError("a condition without any content")
    return " OR ".join(f"({part})" for part in parts).replace("\0", "\u2400")


def _try(columns: tuple[str, ...], sql: str) -> None:
    """Run a predicate once: what SQLite does not take is to be said now, not at the first record.

    Raises:
        SigmaValueError: SQLite does not take it.
    """
    try:
        table = _judge().load(columns, [(None,) * len(columns), ("",) * len(columns)])
        _judge().holds(table, sql)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
        raise SigmaValueError(f"SQLite does not take it: {error}") from error


@lru_cache(maxsize=1)
def _judge() -> Judge:
    return Judge(_PATIENCE)
