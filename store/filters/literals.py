"""The texts without which a regular expression cannot match, read off the expression itself.

The idea is that of the prefilters of RE2 and of Google Code Search (R. Cox, "Regular Expression
Matching with a Trigram Index", 2012): of what has to be matched one after the other the best part
counts, of alternatives all together. Parsed by Python's own parser; where that could read an
expression in another way than the engines do that run it, nothing is said of it.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as names  # type: ignore[attr-defined]  # it has no public face
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeAlias

Texts: TypeAlias = tuple[str, ...]
"""Texts one of which stands in whatever matches; none: unknown."""

_MOST = 40
"""Alternatives that are worth looking for."""
_MOST_WRITTEN_OUT = 128
"""Those that come of writing out classes of characters, and what may be left out."""
_LARGEST = 8
"""Characters of the largest class that is written out."""
_LONG = 5
"""Letters from which on fewer texts are better than longer ones."""
_FOREIGN = re.compile(r"\[\[?[:.=]|\\[QECpPRXKGhHNLmMzZ]|\(\?[|&RU0-9]|--|&&|~~|\|\|\]")
"""What the engines read otherwise than Python, or may."""
_FOLDED = frozenset("iks")
"""Letters that others than their own capital are the same as where case is ignored."""
_OTHERS = {"i": ("i", "\u0131", "i\u0307"), "k": ("k",), "s": ("s", "\u017f")}
"""What such a letter may be in a text that has been made lower case."""
_REPEATS = (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT)
_WITHOUT_WIDTH = (names.AT, names.ASSERT, names.ASSERT_NOT)


class _Case(NamedTuple):
    """What the engine makes of capitals."""

    ignored: bool
    folded: frozenset[str]
    """Letters that are the same as others yet, where case is ignored."""
    spreads: bool
    """Whether classes of characters are written out."""


def literals(
    pattern: str,
    *,
    ignore_case: bool,
    folded: frozenset[str] = _FOLDED,
    spread: bool = False,
) -> Texts:
    """Texts in lower case, one of which stands in the lower case of whatever an expression matches.

    They are ASCII, but for letters that the engine takes for one of ASCII where case is ignored.

    Args:
        pattern: The expression, flags in it included.
        ignore_case: Whether case is ignored from outside.
        folded: Letters that the engine takes for others than their own capital, too, where case is
            ignored.
        spread: Whether many texts are looked for as fast as one: what may be written out then is,
            so that they are longer.

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
    return _of_sequence(parsed, _Case(ignores, folded, spread))


def _of_sequence(items: Sequence[tuple[Any, Any]], case: _Case) -> Texts:
    """The best of what has to be matched one after the other."""
    runs = _runs(items, case) if case.spreads else ()
    return max([*_pieces(items, case), *runs, ()], key=lambda texts: _worth(texts, case))


def _pieces(items: Iterable[tuple[Any, Any]], case: _Case) -> Iterator[Texts]:
    """What is said by the letters that stand together, and by each part that is no letter."""
    run = ""
    for operator, argument in items:
        letter = chr(argument) if operator is names.LITERAL else ""
        if _is_plain(letter, case):
            run += letter.lower()
            continue
        if run:
            yield (run,)
        run = ""
        yield _of_item(operator, argument, case)
    if run:
        yield (run,)


def _runs(items: Iterable[tuple[Any, Any]], case: _Case) -> Iterator[Texts]:
    """What is said by parts that stand together, where all that each may be is written out."""
    run: Texts = ("",)
    for operator, argument in items:
        each = _written_out(operator, argument, case)
        longer = _joined(run, each) if each else ()
        if not longer:
            yield run if all(run) else ()
        run = longer or each or ("",)
    yield run if all(run) else ()


def _joined(run: Texts, each: Texts) -> Texts:
    """All texts of one and then the other; none if these are too many."""
    if len(run) * len(each) > _MOST_WRITTEN_OUT:
        return ()
    return tuple(dict.fromkeys(begin + end for begin in run for end in each))


def _written_out(operator: Any, argument: Any, case: _Case) -> Texts:  # noqa: ANN401 - the parser's own
    """All that a part of an expression may be, in lower case; none where that is too much."""
    if operator is names.LITERAL:
        return _letters([argument], case)
    if operator is names.IN:
        return _of_class(argument, case)
    if operator is names.SUBPATTERN:
        _, added, removed, inner = argument
        inside = _inside(added, removed, case)
        return _all_of(inner, inside) if inside else ()
    if operator is names.BRANCH:
        return _union([_all_of(branch, case) for branch in argument[1]])
    if operator in _REPEATS and argument[1] == 1:
        found = _all_of(argument[2], case)
        return _union([found, ("",)]) if found and not argument[0] else found
    return ("",) if operator in _WITHOUT_WIDTH else ()


def _all_of(items: Iterable[tuple[Any, Any]], case: _Case) -> Texts:
    """All that parts one after the other may be."""
    run: Texts = ("",)
    for operator, argument in items:
        run = _joined(run, _written_out(operator, argument, case))
    return run


def _union(alternatives: Sequence[Texts]) -> Texts:
    """All that several alternatives may be; none if that is not known of one."""
    texts = tuple(dict.fromkeys(text for each in alternatives for text in each))
    return texts if all(alternatives) and len(texts) <= _MOST_WRITTEN_OUT else ()


def _of_class(members: Iterable[tuple[Any, Any]], case: _Case) -> Texts:
    """The characters of a small class."""
    codes: list[int] = []
    for operator, argument in members:
        if operator is names.LITERAL:
            codes.append(argument)
        elif operator is names.RANGE and argument[1] - argument[0] < _LARGEST:
            codes.extend(range(argument[0], argument[1] + 1))
        else:
            return ()
    return _letters(codes, case) if len(codes) <= _LARGEST else ()


def _letters(codes: Iterable[int], case: _Case) -> Texts:
    """What some characters may be in lower case; none where one is no plain character."""
    letters = [chr(code) for code in codes]
    if not all(letter.isascii() and letter.isprintable() for letter in letters):
        return ()
    return tuple(dict.fromkeys(same for letter in letters for same in _same(letter.lower(), case)))


def _same(letter: str, case: _Case) -> Texts:
    """A letter in lower case, and what the engine takes for it, likewise."""
    return _OTHERS.get(letter, ()) if case.ignored and letter in case.folded else (letter,)


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
    if operator in _REPEATS:
        least, _, inner = argument
        return _of_sequence(inner, case) if least else ()
    if operator is names.ATOMIC_GROUP:
        return _of_sequence(argument, case)
    return ()


def _of_group(inner: Sequence[Any], added: int, removed: int, case: _Case) -> Texts:
    inside = _inside(added, removed, case)
    return _of_sequence(inner, inside) if inside else ()


def _inside(added: int, removed: int, case: _Case) -> _Case | None:
    """What holds of case inside a group; None where blanks mean something else there."""
    if (added | removed) & re.VERBOSE:
        return None
    ignores = (case.ignored or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
    return case._replace(ignored=ignores)


def _of_branches(branches: Sequence[Sequence[Any]], case: _Case) -> Texts:
    """All that the branches say, if each says something."""
    found = [_of_sequence(branch, case) for branch in branches]
    texts = tuple(dict.fromkeys(text for each in found for text in each))
    return texts if all(found) and len(texts) <= _MOST else ()


def _worth(texts: Texts, case: _Case) -> tuple[int, int]:
    """How well texts tell what matches from what does not: by the shortest, then by how few."""
    shortest = min(map(len, texts), default=0)
    return min(shortest, _LONG) if case.spreads else shortest, -len(texts)
