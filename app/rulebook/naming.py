"""Which rule somebody means by an id, a name, or a part of a title."""

from collections.abc import Sequence
from difflib import get_close_matches

import click

from store.rules.compiled import CompiledRule, Inapplicable
from store.rules.written.calling import called
from store.text import safe, slug

_LISTED = 5
"""Rules that are named where several are meant."""


def meant(
    word: str, rules: Sequence[CompiledRule], others: Sequence[Inapplicable]
) -> CompiledRule | Inapplicable:
    """The rule that a word means.

    Args:
        word: Its id, its name, how its title begins, or what it holds; in any case of letters.
        rules: Those that can be judged.
        others: Those that do not apply here.

    Raises:
        click.BadParameter: It means none, or more than one.
    """
    wanted = word.strip().lower()
    everything: list[CompiledRule | Inapplicable] = [*rules, *others]
    exact = [each for each in everything if wanted in _names(each)]
    found = exact or [each for each in everything if _begins(each, wanted)]
    found = found or [each for each in everything if wanted in each.title.lower()]
    if len(found) == 1:
        return found[0]
    raise click.BadParameter(
        _several(word, found) if found and wanted else _none(word, everything), param_hint="ID"
    )


def _begins(rule: CompiledRule | Inapplicable, wanted: str) -> bool:
    """Whether a rule's title begins so, also as one word."""
    return rule.title.lower().startswith(wanted) or slug(rule.title).startswith(wanted)


def _names(rule: CompiledRule | Inapplicable) -> list[str]:
    """All that a rule is called by, in lower case."""
    return [*called(rule), rule.title.lower()]


def _several(word: str, found: Sequence[CompiledRule | Inapplicable]) -> str:
    titles = ", ".join(repr(safe(each.title)) for each in found[:_LISTED])
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    return f"{word!r} may be {titles}{more}; take an id"


def _none(word: str, rules: Sequence[CompiledRule | Inapplicable]) -> str:
    """That there is no such rule, and which is nearest."""
    known = {name: each for each in rules for name in _names(each)}
    known |= {each.title.lower()[: len(word)]: each for each in rules}
    near = get_close_matches(word.lower(), list(known), 1) if word else []
    nearest = f"did you mean {safe(known[near[0]].title)!r}?" if near else "'rules list' has them"
    return f"there is no rule {word!r}; {nearest}"
