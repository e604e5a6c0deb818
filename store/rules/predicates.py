"""Turn the detection of a Sigma rule into SQL, by pySigma and its SQLite backend.

Only the child process of `store.rules.compiler` imports this.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.deferred import DeferredQueryExpression
from sigma.conversion.state import ConversionState
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import (
    FieldFunctionTransformation,
    ValueListPlaceholderTransformation,
)
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaString,
    SigmaTimestampPart,
)

from store.model import KIND_KEYS
from store.rules.fields import NUMERIC, ORIGINAL, Family, canonical

_Condition: TypeAlias = Any
"""A node of pySigma's condition tree; its classes have no useful base in common."""

_Needles: TypeAlias = tuple[tuple[str, str], ...]

_PARTS_OF_TIME = "parts of a time; use weekday, hour and date"

PLACEHOLDERS = {"privileged_accounts": ["root", "administrator", "admin"]}
"""What stands for `%name%` in a rule."""


class Predicate(NamedTuple):
    """A detection as SQL."""

    sql: str
    guard: str
    """A condition on the kind alone that the predicate implies; empty if there is none."""
    needles: tuple[tuple[str, str], ...]
    """Columns and texts; the predicate implies that one of the columns holds its text."""
    columns: tuple[str, ...]
    """The ECS keys that it reads."""


class _Backend(sqliteBackend):
    """The SQLite backend for columns that are text unless their key is a numeric one."""

    def __init__(self, pipeline: ProcessingPipeline) -> None:
        super().__init__(pipeline, fulltext_field=ORIGINAL)  # type: ignore[no-untyped-call]
        self.columns: set[str] = set()

    def escape_and_quote_field(self, field: str) -> str:
        """Quote every name, and take note of it.

        In back-quotes, for SQLite takes an unknown name in double quotes for a text.
        """
        self.columns.add(field)
        return "`" + field.replace("`", "``") + "`"

    def convert_condition_field_compare_op_val(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str | DeferredQueryExpression:
        """Compare text as the number that it spells: SQLite would compare letter by letter."""
        value = cond.value
        if not isinstance(value, SigmaCompareExpression):
            return super().convert_condition_field_compare_op_val(cond, state)
        if isinstance(value.number, SigmaTimestampPart):
            raise NotImplementedError(_PARTS_OF_TIME)
        column = self.escape_and_quote_field(cond.field)
        if cond.field not in NUMERIC:
            column = f"number({column})"
        return f"{column} {self.compare_operators[value.op]} {value.number}"

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str | DeferredQueryExpression:
        """Refuse: our times are no column."""
        raise NotImplementedError(_PARTS_OF_TIME)

    def convert_condition_field_eq_val_cidr(
        self,
        cond: ConditionFieldEqualsValueExpression,
        state: ConversionState,  # noqa: ARG002 - the backend's interface
    ) -> str:
        """Ask for the network itself: patterns over spellings are wrong for IPv6."""
        network = cond.value.cidr if isinstance(cond.value, SigmaCIDRExpression) else ""
        return f"in_network({self.escape_and_quote_field(cond.field)}, '{network}')"


def translate(rule: SigmaRule, family: Family) -> Predicate:
    """The SQL of a rule's detection.

    Args:
        rule: Parsed without errors; its field names are replaced.
        family: Whose field names it uses.

    Raises:
        SigmaError, NotImplementedError: The rule uses something that cannot be said in SQL here.
    """
    backend = _Backend(_pipeline(family))
    backend.convert_rule(rule)  # type: ignore[no-untyped-call]
    backend.columns.clear()  # it has asked for a table's name as well
    conditions = [condition.parsed for condition in rule.detection.parsed_condition]
    sql = _sql(backend, conditions)
    columns = tuple(sorted(backend.columns))
    guards = [_necessary(condition) for condition in conditions]
    guard = "" if None in guards else _sql(backend, guards)
    needles = _all_or_none([_needles(condition) for condition in conditions])
    return Predicate(sql, guard, needles, columns)


def _pipeline(family: Family) -> ProcessingPipeline:
    names = FieldFunctionTransformation(
        mapping={}, transform_func=lambda name: canonical(name or "", family)
    )
    return ProcessingPipeline(
        items=[ProcessingItem(names), ProcessingItem(ValueListPlaceholderTransformation())],
        vars=PLACEHOLDERS,
    )


def _sql(backend: _Backend, conditions: Sequence[_Condition]) -> str:
    """Conditions, one of which must hold, as an SQL expression.

    A NUL becomes what the matcher shows in its place: SQLite takes none in a statement.
    """
    parts = [backend.convert_condition(condition, ConversionState()) for condition in conditions]
    if not parts or not all(isinstance(part, str) for part in parts):
        raise NotImplementedError("a condition without any content")
    return " OR ".join(f"({part})" for part in parts).replace("\0", "\u2400")


def _necessary(condition: _Condition) -> _Condition:
    """The weakest condition on the kind alone that follows from a condition; None if none does."""
    if isinstance(condition, ConditionAND):
        parts = [part for part in map(_necessary, condition.args) if part is not None]
        return ConditionAND(parts) if parts else None
    if isinstance(condition, ConditionOR):
        parts = [_necessary(argument) for argument in condition.args]
        return None if None in parts else ConditionOR(parts)
    return condition if _of_kind(condition) else None


def _of_kind(condition: _Condition) -> bool:
    """Whether a condition reads nothing but the kind."""
    if isinstance(condition, ConditionAND | ConditionOR | ConditionNOT):
        return all(_of_kind(argument) for argument in condition.args)
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return False
    if isinstance(condition.value, SigmaFieldReference):
        return condition.field in KIND_KEYS and condition.value.field in KIND_KEYS
    return condition.field in KIND_KEYS


def _needles(condition: _Condition) -> _Needles:
    """Texts one of which must be there for a condition to hold; empty if that cannot be said."""
    if isinstance(condition, ConditionAND):
        return max(map(_needles, condition.args), key=_use, default=())
    if isinstance(condition, ConditionOR):
        return _all_or_none([_needles(argument) for argument in condition.args])
    if isinstance(condition, ConditionFieldEqualsValueExpression):
        told_by_kind = condition.field in KIND_KEYS or condition.field in NUMERIC
        return () if told_by_kind else _needle(condition.field, condition.value)
    if isinstance(condition, ConditionValueExpression):
        return _needle(ORIGINAL, condition.value)
    return ()


def _needle(column: str, value: object) -> _Needles:
    """The longest piece of a value without wildcards.

    ASCII alone, for the lower case of other letters depends on what stands around them.
    """
    if not isinstance(value, SigmaString):
        return ()
    pieces = [piece for piece in value.s if isinstance(piece, str)]
    plain = [piece.lower() for piece in pieces if piece.isascii() and "\0" not in piece]
    longest = max(plain, key=len, default="")
    return ((column, longest),) if longest else ()


def _all_or_none(alternatives: Sequence[_Needles]) -> _Needles:
    """The needles of conditions one of which must hold."""
    if not all(alternatives):
        return ()
    return tuple(dict.fromkeys(needle for needles in alternatives for needle in needles))


def _use(needles: _Needles) -> tuple[int, int]:
    """How well needles tell records apart: by the shortest of them, then by how few they are."""
    return min((len(text) for _, text in needles), default=0), -len(needles)
