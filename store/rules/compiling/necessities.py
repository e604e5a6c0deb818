"""What must be so wherever a condition holds, and is cheaper to ask than the condition itself.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from collections.abc import Sequence
from typing import TypeAlias

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
)
from sigma.types import (
    SigmaExists,
    SigmaFieldReference,
    SigmaNull,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
)

from store.filters.literals import literals
from store.model import KIND_KEYS
from store.rules.compiling.meanings import Condition
from store.rules.reading.fields import NUMERIC, is_known
from store.rules.reading.folding import has_cases

Needles: TypeAlias = tuple[tuple[str, str], ...]
"""Columns and texts."""
Needs: TypeAlias = tuple[tuple[str, ...], ...]
"""Groups of columns."""

_TELLING = 3
"""Letters of a text from which on it is worth looking for."""


def of_kind_in(condition: Condition) -> Condition:
    """The weakest condition on the kind alone that follows from a condition; None if none does."""
    if isinstance(condition, ConditionAND):
        parts = [part for part in map(of_kind_in, condition.args) if part is not None]
        return ConditionAND(parts) if parts else None
    if isinstance(condition, ConditionOR):
        parts = [of_kind_in(argument) for argument in condition.args]
        return None if None in parts else ConditionOR(parts)
    return condition if _of_kind(condition) else None


def _of_kind(condition: Condition) -> bool:
    """Whether a condition reads nothing but the kind."""
    if isinstance(condition, ConditionAND | ConditionOR | ConditionNOT):
        return all(_of_kind(argument) for argument in condition.args)
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return False
    if isinstance(condition.value, SigmaFieldReference):
        return condition.field in KIND_KEYS and condition.value.field in KIND_KEYS
    return condition.field in KIND_KEYS


def lacking_in(condition: Condition) -> str | None:
    """A field that no record has and a condition cannot hold without; None if there is none."""
    if isinstance(condition, ConditionAND):
        return next(filter(None, map(lacking_in, condition.args)), None)
    if isinstance(condition, ConditionOR):
        found = [lacking_in(argument) for argument in condition.args]
        return None if None in found else found[0]
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return None
    value = condition.value
    wants_none = isinstance(value, SigmaNull) or (isinstance(value, SigmaExists) and not value)
    return None if wants_none or is_known(condition.field) else str(condition.field)


def needles_in(condition: Condition) -> Needles:
    """Texts one of which must be there for a condition to hold; empty if that cannot be said."""
    if isinstance(condition, ConditionAND):
        return max(map(needles_in, condition.args), key=_use, default=())
    if isinstance(condition, ConditionOR):
        return all_or_none([needles_in(argument) for argument in condition.args])
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return ()
    told_by_kind = condition.field in KIND_KEYS or condition.field in NUMERIC
    return () if told_by_kind else _needle(condition.field, condition.value)


def needs_in(condition: Condition) -> Needs:
    """Columns that have to be there for a condition to hold: of each group of them one."""
    if isinstance(condition, ConditionAND):
        return tuple(dict.fromkeys(need for arg in condition.args for need in needs_in(arg)))
    if isinstance(condition, ConditionOR):
        return either([needs_in(argument) for argument in condition.args])
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return ()
    value = condition.value
    wants_none = isinstance(value, SigmaNull) or (isinstance(value, SigmaExists) and not value)
    return () if wants_none else ((condition.field,),)


def either(alternatives: Sequence[Needs]) -> Needs:
    """The columns that have to be there for one of some conditions to hold."""
    if len(alternatives) == 1:
        return alternatives[0]
    if not all(alternatives):
        return ()
    fewest = [min(needs, key=len) for needs in alternatives]
    return (tuple(sorted({column for need in fewest for column in need})),)


def _needle(column: str, value: object) -> Needles:
    """The longest piece of a value without wildcards.

    ASCII alone, for the lower case of other letters depends on what stands around them; and of
    values in ASCII alone, for other letters may be compared with letters of ASCII.
    """
    if isinstance(value, SigmaRegularExpression):
        ignores = SigmaRegularExpressionFlag.IGNORECASE in value.flags
        texts = literals(str(value.regexp), ignore_case=ignores, spread=True)
        return tuple((column, text) for text in texts) if _tell_much(texts) else ()
    if not isinstance(value, SigmaString):
        return ()
    pieces = [piece for piece in value.s if isinstance(piece, str)]
    if has_cases("".join(pieces)):
        return ()
    plain = [piece.lower() for piece in pieces if piece.isascii() and "\0" not in piece]
    longest = max(plain, key=len, default="")
    return ((column, longest),) if longest else ()


def _tell_much(texts: Sequence[str]) -> bool:
    """Whether texts are long enough that few records hold them."""
    return min(map(len, texts), default=0) >= _TELLING


def all_or_none(alternatives: Sequence[Needles]) -> Needles:
    """The needles of conditions one of which must hold."""
    if not all(alternatives):
        return ()
    return tuple(dict.fromkeys(needle for needles in alternatives for needle in needles))


def _use(needles: Needles) -> tuple[int, int]:
    """How well needles tell records apart: by the shortest of them, then by how few they are."""
    return min((len(text) for _, text in needles), default=0), -len(needles)
