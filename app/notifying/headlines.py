"""What a message is about, in a line."""

from app.notifying.words import cut
from store.notifying.notices import Kind
from store.notifying.planning import Unit
from store.notifying.waiting import Item
from store.text import safe

MOST_COMPARED = 500
"""Alerts that are looked through for what they have in common."""


def about(unit: Unit) -> str:
    """What it is about, in a line: what happened, how bad, what, who."""
    worst = max((item.severity for item in unit.items), key=lambda each: each.rank)
    if unit.is_digest:
        return f"digest: {len(unit.items):,} more alerts, worst {worst}"
    if len(unit.items) == 1:
        item = unit.items[0]
        who = " ".join(safe(str(value)) for value in item.fields.values())
        what = news(item)
        lead = "" if what == "new" else f"{what}: "
        return f"{lead}{worst}: {cut(safe(item.title))}" + (f" ({who[:80]})" if who else "")
    ends = sum(item.is_end for item in unit.items)
    over = f", {ends:,} of them over" if 0 < ends < len(unit.items) else ""
    head = f"{_lead(unit, ends)}{len(unit.items):,} alerts{over}, worst {worst}"
    return f"{head}: {_what(unit)}{_common(unit)}"


def _lead(unit: Unit, ends: int) -> str:
    """What happened to all of them, if it is one thing and they are not just new."""
    happened = {news(item) for item in unit.items}
    if len(happened) == 1:
        only = happened.pop()
        return "" if only == "new" else f"{only}: "
    return "recovered: " if ends == len(unit.items) else ""


def _what(unit: Unit) -> str:
    """The rule of the worst alert, and how many others there are."""
    first = max(unit.items, key=lambda item: (item.severity.rank, -item.alert))
    more = len({item.title for item in unit.items}) - 1
    others = f" and {more} more rule{'s' * (more > 1)}" if more else ""
    return f"{cut(safe(first.title))}{others}"


def _common(unit: Unit) -> str:
    """What all alerts are about, if they are about one thing."""
    groups = [item.fields for item in unit.items[:MOST_COMPARED]]
    shared = [str(value) for value in groups[0].values()]
    same = [each for each in shared if all(each in map(str, one.values()) for one in groups)]
    is_known = same and len(unit.items) <= MOST_COMPARED
    return f" ({safe(' '.join(same))[:80]})" if is_known else ""


_WORDS = {
    Kind.UNACKNOWLEDGED: "not acknowledged",
    Kind.REOPENED: "back again",
    Kind.WOKEN: "no longer snoozed",
    Kind.RAISED: "worse",
    Kind.OPENED: "new",
    Kind.UPDATED: "still going on",
    Kind.WITHDRAWN: "taken back",
    Kind.RECOVERED: "recovered",
}
"""What happened, the most pressing first."""


def news(item: Item) -> str:
    """What happened to an alert, in a word or three."""
    return next(words for kind, words in _WORDS.items() if kind in item.kinds)
