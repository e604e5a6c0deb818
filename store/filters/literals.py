"""The texts without which a regular expression cannot match, read off the expression itself.

The idea is that of the prefilters of RE2 and of Google Code Search (R. Cox, "Regular Expression
Matching with a Trigram Index", 2012): of what has to be matched one after the other the best part
counts, of alternatives all together. Parsed by Python's own parser; where that could read an
expression in another way than the engines do that run it, nothing is said of it.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from re import _constants as names  # type: ignore[attr-defined]  # it has no public face
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeAlias

Texts: TypeAlias = tuple[str, ...]
"""Texts one of which stands in whatever matches; none: unknown."""

_MOST = 40
"""Alternatives that are worth looking for."""
_FOREIGN = re.compile(r"\[\[?[:.=]|\\[QECpPRXKGhHNLmMzZ]|\(\?[|&RU0-9]|--|&&|~~|\|\|\]")
"""What the engines read otherwise than Python, or may."""
_FOLDED = frozenset("iks")
"""Letters that others than their own capital are the same as where case is ignored."""


class _Case(NamedTuple):
    """What the engine makes of capitals."""

    ignored: bool
    folded: frozenset[str]
    """Letters that are the same as others yet, where case is ignored."""


def literals(pattern: str, *, ignore_case: bool, folded: frozenset[str] = _FOLDED) -> Texts:
    """Texts in lower case, in ASCII, one of which stands in whatever an expression matches.

    Args:
        pattern: The expression, flags in it included.
        ignore_case: Whether case is ignored from outside.
        folded: Letters that the engine takes for others than their own capital, too, where case is
            ignored.

    Returns:
        The texts; none where nothing can be said.
    """
    if _FOREIGN.search(pattern):
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed = _parser.parse(pattern)
    except (re.error, Warning, RecursionError, OverflowError, ValueError):
        return ()
    flags = parsed.state.flags
    if flags & re.VERBOSE:
        return ()
    ignores = ignore_case or bool(flags & re.IGNORECASE)
    return _of_sequence(parsed, _Case(ignores, folded))


def _of_sequence(items: Iterable[tuple[Any, Any]], case: _Case) -> Texts:
    """The best of what has to be matched one after the other."""
    found: list[Texts] = []
    run = ""
    for operator, argument in items:
        letter = chr(argument) if operator is names.LITERAL else ""
        if _is_plain(letter, case):
            run += letter.lower()
            continue
        found.append((run,) if run else ())
        run = ""
        found.append(_of_item(operator, argument, case))
    return max([*found, (run,) if run else ()], key=_worth)


def _is_plain(letter: str, case: _Case) -> bool:
    """Whether a letter stands for itself, in either case."""
    plain = bool(letter) and letter.isascii() and letter.isprintable()
    return plain and not (case.ignored and letter.lower() in case.folded)


def _of_item(operator: Any, argument: Any, case: _Case) -> Texts:  # noqa: ANN401 - the parser's own
    """What one part of an expression says, if it is no letter."""
    if operator is names.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_group(inner, added, removed, case)
    if operator is names.BRANCH:
        return _of_branches(argument[1], case)
    if operator in (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _of_sequence(inner, case) if least else ()
    if operator is names.ATOMIC_GROUP:
        return _of_sequence(argument, case)
    return ()


def _of_group(inner: Iterable[Any], added: int, removed: int, case: _Case) -> Texts:
    if (added | removed) & re.VERBOSE:
        return ()
    ignores = (case.ignored or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
    return _of_sequence(inner, case._replace(ignored=ignores))


def _of_branches(branches: Sequence[Iterable[Any]], case: _Case) -> Texts:
    """All that the branches say, if each says something."""
    found = [_of_sequence(branch, case) for branch in branches]
    texts = tuple(dict.fromkeys(text for each in found for text in each))
    return texts if all(found) and len(texts) <= _MOST else ()


def _worth(texts: Texts) -> tuple[int, int]:
    """How well texts tell what matches from what does not: by the shortest, then by how few."""
    return min(map(len, texts), default=0), -len(texts)
