"""A compiled predicate taken apart: the conditions that must all hold, each in plain words."""

import re
from collections.abc import Iterator

_PIECE = re.compile(
    r"'(?:[^']|'')*'|`(?:[^`]|``)*`|\(|\)|\bAND\b|\bOR\b|[^'`()]+?(?=['`()]|\bAND\b|\bOR\b|\Z)"
)
_LIKE = re.compile(r"`((?:[^`]|``)*)` LIKE '((?:[^']|'')*)' ESCAPE '\\'")
_EQUAL = re.compile(r"`((?:[^`]|``)*)`\s*(>=|<=|=|>|<)\s*('(?:[^']|'')*'|-?[\d.]+)")
_NULL = re.compile(r"`((?:[^`]|``)*)` IS (NOT )?NULL")
_NOT = re.compile(r"NOT COALESCE\(\((.*)\), 0\)", re.DOTALL)
_COLUMN = re.compile(r"`((?:[^`]|``)*)`")
_OPERATORS = {"=": "is", ">=": "is at least", "<=": "is at most", ">": "is above", "<": "is below"}
_LONGEST = 160
_MOST = 4
"""Alternatives that are put into words."""


def clauses(predicate: str) -> list[str]:
    """The conditions of a predicate that must all hold, as SQL; nested ones are taken apart too."""
    text = _bare(predicate)
    parts = list(_split(text, "AND"))
    if len(parts) == 1:
        return [text] if text else []
    return [clause for part in parts for clause in clauses(part)]


def columns(clause: str) -> list[str]:
    """The fields that a condition reads, each once."""
    found = (match.replace("``", "`") for match in _COLUMN.findall(_without_texts(clause)))
    return list(dict.fromkeys(found))


def words(clause: str) -> str:
    """A condition in plain words; of many alternatives the first."""
    text = _bare(clause)
    denied = _NOT.fullmatch(text)
    if denied is not None:
        return f"not: {words(denied[1])}"
    parts = list(_split(text, "OR"))
    if len(parts) > 1:
        return _alternatives([words(part) for part in parts])
    parts = list(_split(text, "AND"))
    if len(parts) > 1:
        return " and ".join(map(words, parts))
    return _cut(_atom(text))


def _alternatives(said: list[str]) -> str:
    """Alternatives; what several say of one field is said once."""
    heads = {each.rpartition(" ")[0] for each in said}
    more = f" or {len(said) - _MOST} more" if len(said) > _MOST else ""
    if len(heads) == 1 and "" not in heads:
        tails = [each.rpartition(" ")[2] for each in said[:_MOST]]
        return f"{heads.pop()} {' or '.join(tails)}{more}"
    return f"{' or '.join(said[:_MOST])}{more}"


def _atom(text: str) -> str:
    """A comparison."""
    like = _LIKE.fullmatch(text)
    if like is not None:
        return _like(like[1], like[2].replace("''", "'"))
    equal = _EQUAL.fullmatch(text)
    if equal is not None:
        value = equal[3].strip("'").replace("''", "'")
        return f"{equal[1]} {_OPERATORS[equal[2]]} {value or 'empty'}"
    null = _NULL.fullmatch(text)
    if null is not None:
        return f"{null[1]} is {'there' if null[2] else 'missing'}"
    return text.replace("`", "").replace("REGEXP", "matches")


def _like(column: str, pattern: str) -> str:
    begins, ends = pattern.startswith("%"), pattern.endswith("%") and not pattern.endswith("\\%")
    inner = pattern[1 if begins else 0 : len(pattern) - 1 if ends else None]
    inner = re.sub(r"\\(.)", r"\1", inner)
    verbs = {
        (True, True): "contains",
        (False, True): "begins with",
        (True, False): "ends with",
        (False, False): "is",
    }
    return f"{column} {verbs[begins, ends]} {inner}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _without_texts(clause: str) -> str:
    return "".join(piece for piece in _PIECE.findall(clause) if not piece.startswith("'"))


def _bare(text: str) -> str:
    """Without the brackets around all of it."""
    text = text.strip()
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth, at = 0, 0
    for piece in _PIECE.findall(text):
        at += len(piece)
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return at >= len(text)
    return False


def _split(text: str, operator: str) -> Iterator[str]:
    """The parts between an operator outside of all brackets and texts."""
    depth, part = 0, ""
    for piece in _PIECE.findall(text):
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and piece == operator:
            yield part.strip()
            part = ""
        else:
            part += piece
    yield part.strip()
