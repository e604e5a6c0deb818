"""Figures in which every text that somebody else wrote says the worst."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from store.reports.figures import Figures
from store.reports.periods import Period

OURS = frozenset({"key", "unit", "zone", "kind", "date", "weekday", "severity", "status"})
"""Texts that are the program's own."""

WORST = (
    "\x1b]52;c;aGk=\x07\x9b2J\u202e",
    "<script>alert(1)</script>",
    '"><img src=http://192.0.2.1/x onerror=alert(1)>',
    "' style='background:url(//192.0.2.1)",
    "javascript:alert(1)",
    "![x](http://192.0.2.1/beacon) [y](javascript:alert(1)) <http://192.0.2.1>",
    "a | b ` c `` d | *e* _f_ # g",
    "=cmd|' /C calc'!A0",
    "@SUM(1+9)",
    "line one\r\nBcc: evil@example.com\n\n.\n",
    "=?utf-8?q?a=0D=0ABcc:_evil@example.com?=",
    "&" * 5000,
    "\u0301" * 200 + "\U000e0041\u200b",
    "\udcff",
    "",
)


def poisoned(figures: Figures, text: str) -> Figures:
    """The figures with a text in the place of all that are not ours."""
    found: Figures = _poisoned(figures, text)
    return found


def _poisoned(value: Any, text: str) -> Any:
    if isinstance(value, tuple):
        return tuple(text if isinstance(each, str) else _poisoned(each, text) for each in value)
    if not is_dataclass(value) or isinstance(value, Period):
        return value
    changed = {}
    for each in fields(value):
        old = getattr(value, each.name)
        if isinstance(old, str) and each.name not in OURS:
            changed[each.name] = text
        elif not isinstance(old, str):
            changed[each.name] = _poisoned(old, text)
    return replace(value, **changed)  # type: ignore[type-var]
