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
from typing import Any, TypeAlias

Texts: TypeAlias = tuple[str, ...]
"""Texts one of which stands in whatever matches; none: unknown."""

_MOST = 40
"""Alternatives that are worth looking for."""
_FOREIGN = re.compile(r"\[\[?[:.=]|\\[QECpPRXKGhHNLmMzZ]|\(\?[|&RU0-9]|--|&&|~~|\|\|\]")
"""What the engines read otherwise than Python, or may."""
_FOLDED = frozenset("iks")
"""Letters that others than their own capital are the same as where case is ignored."""


def literals(pattern: str, *, ignore_case: bool) -> Texts:
    """Texts in lower case, in ASCII, one of which stands in whatever an expression matches.

    Args:
        pattern: The expression, flags in it included.
        ignore_case: Whether case is ignored from outside.

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
    return _of_sequence(parsed, ignore_case=ignore_case or bool(flags & re.IGNORECASE))


def _of_sequence(items: Iterable[tuple[Any, Any]], *, ignore_case: bool) -> Texts:
    """The best of what has to be matched one after the other."""
    found: list[Texts] = []
    run = ""
    for operator, argument in items:
        letter = chr(argument) if operator is names.LITERAL else ""
        if _is_plain(letter, ignore_case=ignore_case):
            run += letter.lower()
            continue
        found.append((run,) if run else ())
        run = ""
        found.append(_of_item(operator, argument, ignore_case=ignore_case))
    return max([*found, (run,) if run else ()], key=_worth)


def _is_plain(letter: str, *, ignore_case: bool) -> bool:
    """Whether a letter stands for itself, in either case."""
    plain = bool(letter) and letter.isascii() and letter.isprintable()
    return plain and not (ignore_case and letter.lower() in _FOLDED)


def _of_item(operator: Any, argument: Any, *, ignore_case: bool) -> Texts:  # noqa: ANN401 - the parser's own
    """What one part of an expression says, if it is no letter."""
    if operator is names.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_group(inner, added, removed, ignore_case=ignore_case)
    if operator is names.BRANCH:
        return _of_branches(argument[1], ignore_case=ignore_case)
    if operator in (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _of_sequence(inner, ignore_case=ignore_case) if least else ()
    if operator is names.ATOMIC_GROUP:
        return _of_sequence(argument, ignore_case=ignore_case)
    return ()


def _of_group(inner: Iterable[Any], added: int, removed: int, *, ignore_case: bool) -> Texts:
    if (added | removed) & re.VERBOSE:
        return ()
    ignores = (ignore_case or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
    return _of_sequence(inner, ignore_case=ignores)


def _of_branches(branches: Sequence[Iterable[Any]], *, ignore_case: bool) -> Texts:
    """All that the branches say, if each says something."""
    found = [_of_sequence(branch, ignore_case=ignore_case) for branch in branches]
    texts = tuple(dict.fromkeys(text for each in found for text in each))
    return texts if all(found) and len(texts) <= _MOST else ()


def _worth(texts: Texts) -> tuple[int, int]:
    """How well texts tell what matches from what does not: by the shortest, then by how few."""
    return min(map(len, texts), default=0), -len(texts)
