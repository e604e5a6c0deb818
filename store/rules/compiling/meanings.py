"""What the conditions of a rule come to on our records, before they become SQL.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.exceptions import SigmaValueError
from sigma.types import (
    SigmaCasedString,
    SigmaExpansion,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaType,
    SpecialChars,
)

from store.rules.reading.fields import EVENT_DATA, ORIGINAL, Family
from store.rules.reading.names import FEEDS, LOGON_PROCESS

Condition: TypeAlias = Any
"""A node of pySigma's condition tree; its classes have no useful base in common."""

_ANY = SpecialChars.WILDCARD_MULTI
_OF_WINDOWS = (Family.WINDOWS, Family.PROCESS)
_SIGNS = frozenset("&<>\"'\\")
"""What XML and JSON do not write as it is, besides what is not ASCII."""
_UNESCAPED = (ORIGINAL, EVENT_DATA, "message")
"""Where a keyword with such signs is looked for in an event of Windows, whose record is either."""
_BETWEEN = {EVENT_DATA: "\n", FEEDS: ","}
"""What stands between the values of fields that hold many."""
_NO_VALUE = {Family.WEB: ("", "-")}
"""How access logs write that there is no value: our records have none there either."""


def meant(condition: Condition, family: Family) -> Condition:
    """A condition as one of fields and plain values alone.

    Args:
        condition: From pySigma, its field names replaced.
        family: Whose field names the rule used.

    Raises:
        SigmaValueError: A keyword is something that cannot be looked for.
        NotImplementedError: A part of the condition says nothing.
    """
    if isinstance(condition, ConditionAND | ConditionOR | ConditionNOT):
        return type(condition)([meant(argument, family) for argument in condition.args])
    if isinstance(condition, ConditionValueExpression):
        return _any_of(_keyword(value, family) for value in _values(condition.value))
    if isinstance(condition, ConditionFieldEqualsValueExpression):
        values = _values(condition.value)
        return _any_of(_comparison(condition.field, value, family) for value in values)
    raise NotImplementedError("a condition without any content")


def _values(value: SigmaType) -> list[SigmaType]:
    """What a modifier has made of a value: any of several."""
    return value.values if isinstance(value, SigmaExpansion) else [value]


def _comparison(field: str, value: SigmaType, family: Family) -> Condition:
    if field in _BETWEEN and isinstance(value, SigmaString):
        found = _as_one_of_many(value, _BETWEEN[field])
        return _any_of(ConditionFieldEqualsValueExpression(field, each) for each in found)
    if field == LOGON_PROCESS and isinstance(value, SigmaString):
        value = _without_blanks(value)
    equal = ConditionFieldEqualsValueExpression(field, value)
    plain = isinstance(value, SigmaString) and not isinstance(value, SigmaCasedString)
    if plain and value in _nothing(field, family):
        return ConditionOR([ConditionFieldEqualsValueExpression(field, SigmaNull()), equal])
    return equal


def _nothing(field: str, family: Family) -> tuple[str, ...]:
    """How a log writes that a field has no value; our records leave out empty data of events."""
    is_data = family in _OF_WINDOWS and (field.startswith(f"{EVENT_DATA}.") or "process." in field)
    return ("",) if is_data else _NO_VALUE.get(family, ())


def _without_blanks(value: SigmaString) -> SigmaString:
    """A value without the blanks at its end; letters in their case stay so."""
    return type(value)(str(value).rstrip())


def _as_one_of_many(value: SigmaString, between: str) -> list[SigmaString]:
    """What a value becomes for a field that holds many: any of them may be meant."""
    found = [value] if value.startswith(_ANY) else [value, _ANY + (between + value)]
    if value.endswith(_ANY):
        return found
    return [*found, *(each + between + _ANY for each in found)]


def _keyword(value: SigmaType, family: Family) -> Condition:
    """A value that is bound to no field: it may stand anywhere in the record."""
    if isinstance(value, SigmaNumber):
        value = SigmaString(str(value))
    if isinstance(value, SigmaString):
        value = value if value.startswith(_ANY) else _ANY + value
        value = value if value.endswith(_ANY) else value + _ANY
    elif not isinstance(value, SigmaRegularExpression):
        raise SigmaValueError("a keyword is a text, a number or a regular expression")
    escaped = family in _OF_WINDOWS and _may_be_escaped(value)
    columns = _UNESCAPED if escaped else (ORIGINAL,)
    return _any_of(ConditionFieldEqualsValueExpression(column, value) for column in columns)


def _may_be_escaped(value: SigmaType) -> bool:
    """Whether a value may stand in a record in another form; of expressions nobody knows."""
    if not isinstance(value, SigmaString):
        return True
    pieces = "".join(piece for piece in value.s if isinstance(piece, str))
    return not pieces.isascii() or not _SIGNS.isdisjoint(pieces)


def _any_of(conditions: Iterable[Condition]) -> Condition:
    found = list(conditions)
    return found[0] if len(found) == 1 else ConditionOR(found)
