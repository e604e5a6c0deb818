"""What the word that is being typed in a query may become: views, columns, functions, keywords."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from store.sql.tokens import Part, Token, tokens

_KEYWORDS = (
    *("SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "DESC", "AND", "OR", "NOT", "AS"),
    *("JOIN", "LEFT JOIN", "ON", "IN", "LIKE", "BETWEEN", "IS NULL", "IS NOT NULL", "HAVING"),
    *("DISTINCT", "WITH", "UNION ALL", "CASE", "WHEN", "THEN", "ELSE", "END", "EXISTS"),
)
_FUNCTIONS = (
    *("count(*)", "raw_text(", "sum(", "min(", "max(", "avg(", "round(", "substr(", "length("),
    *("coalesce(", "group_concat(", "json_extract(", "lower(", "strftime("),
)
_BEFORE_VIEWS = frozenset({"from", "join"})
_BEFORE_NO_ALIAS = frozenset(
    {"where", "join", "left", "cross", "inner", "on", "group", "order", "limit", "as", "using"}
)
MOST = 12


class Offers(NamedTuple):
    """What may take the place of the word."""

    start: int
    """Characters before the word."""
    texts: tuple[str, ...]


def offers(query: str, at: int, views: Mapping[str, Sequence[str]]) -> Offers:
    """What the word before a place may become; nothing within quotes and comments.

    Args:
        query: The query as far as it is written.
        at: Characters before the cursor.
        views: The columns of every view.
    """
    before = list(tokens(query[:at]))
    last = before[-1] if before else None
    if last is not None and last.part in (Part.TEXT, Part.QUOTED, Part.COMMENT):
        return Offers(at, ())
    word = last if last is not None and last.part is Part.NAME else None
    start = at if word is None else word.start
    told = [one for one in before if one.start < start and one.part is not Part.SPACE]
    found = _fitting(told, query, views)
    prefix = "" if word is None else word.text.lower()
    texts = dict.fromkeys(text for text in found if text.lower().startswith(prefix))
    texts.pop("" if word is None else word.text, None)
    return Offers(start, tuple(texts)[:MOST])


def _fitting(
    told: Sequence[Token], query: str, views: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """What fits behind the words before, the likeliest first."""
    named = dict(_named(query, views))
    if told and told[-1].text == ".":
        owner = told[-2].name.lower() if len(told) > 1 else ""
        yield from views.get(named.get(owner, owner), ())
        return
    if not told:
        yield from ("SELECT", "WITH")
        return
    if told[-1].text.lower() in _BEFORE_VIEWS or _lists_views(told, views):
        yield from views
        return
    for view in dict.fromkeys(named.values()) or views:
        yield from views.get(view, ())
    yield from named
    yield from _FUNCTIONS
    yield from _KEYWORDS


def _lists_views(told: Sequence[Token], views: Mapping[str, Sequence[str]]) -> bool:
    """Whether the words end in a list of views: `FROM web, `."""
    return len(told) > 1 and told[-1].text == "," and told[-2].name.lower() in views


def _named(query: str, views: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The views that a query names, by the name that each bears in it."""
    found = [one for one in tokens(query) if one.part not in (Part.SPACE, Part.COMMENT)]
    for at, one in enumerate(found):
        view = one.name.lower()
        if at and view in views and found[at - 1].text.lower() in (*_BEFORE_VIEWS, ","):
            rest = [each for each in found[at + 1 : at + 3] if each.text.lower() != "as"]
            alias = rest[0] if rest and rest[0].part is Part.NAME else None
            is_alias = alias is not None and alias.text.lower() not in _BEFORE_NO_ALIAS
            yield (alias.text.lower() if alias is not None and is_alias else view), view
