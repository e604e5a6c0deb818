"""Tell at a glance which records can concern any of the rules that look for texts, once for all.

Rules are many, and nearly every record holds no text of any of them. Each column is looked through
once for the texts of all rules; only what holds one is looked at rule by rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from store.rules.compiled import CompiledRule
from store.rules.matching.batches import Batch, Marked, Positions
from store.rules.matching.sieves import Test, text_test
from store.rules.reading.fields import Getter

_TELLING = 3
"""Characters of a text from which on few records hold it; two are enough of what is no letter, as
`${` is none."""

_COMMON = frozenset(
    f"/{name}/"
    for name in ("assets", "css", "fonts", "icons", "images", "img", "js", "media", "static")
)
"""What pages are made of lies there: every second request is for one of these."""


def glanced(rules: Iterable[CompiledRule]) -> frozenset[str]:
    """The columns that some rules look for texts in; empty where that tells nothing of one."""
    needles = [rule.needles for rule in rules]
    telling = all(some and all(_tells(text) for _, text in some) for some in needles)
    return frozenset(column for some in needles for column, _ in some) if telling else frozenset()


def _tells(text: str) -> bool:
    """Whether few records hold a text, of which its longest line is looked for."""
    if text in _COMMON:
        return False
    line = max(text.split("\n"), key=len) if "\n" in text else text
    return len(line) >= _TELLING or (len(line) == _TELLING - 1 and _is_odd(line))


def _is_odd(text: str) -> bool:
    return not any(letter.isalnum() or letter.isspace() for letter in text)


class Glances:
    """Looks through columns for the texts of all rules."""

    def __init__(self, rules: Sequence[CompiledRule], getters: Mapping[str, Getter]) -> None:
        """Prepare it.

        Args:
            rules: Detections.
            getters: How the columns are read.
        """
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for rule in rules:
            if glanced([rule]):
                for column, text in rule.needles:
                    texts[column].add(text)
        self._tests = {
            column: text_test(column, sorted(some), getters[column])
            for column, some in texts.items()
        }

    def at(self, batch: Batch, wanted: Mapping[str, Sequence[Positions]]) -> "Glance":
        """A glance at a batch; `wanted` are by column, in pieces, the records rules ask it of."""
        return Glance(self._tests, batch, wanted)


class Glance:
    """What one batch holds, column by column, as it is asked for."""

    def __init__(
        self, tests: Mapping[str, Test], batch: Batch, wanted: Mapping[str, Sequence[Positions]]
    ) -> None:
        self._tests = tests
        self._batch = batch
        self._wanted = wanted
        self._found: dict[frozenset[str], Marked] = {}

    def holding(self, columns: frozenset[str]) -> Marked:
        """The records, by position, that hold a text of any rule in one of some columns."""
        found = self._found.get(columns)
        if found is None:
            each = [self._in(column) for column in columns]
            found = self._found[columns] = reduce(or_, each)
        return found

    def among(self, columns: frozenset[str], marked: Marked) -> Positions:
        """Those of some records that hold a text of any rule in one of some columns."""
        return self._batch.both(self.holding(columns), marked)

    def marked(self, positions: Positions) -> Marked:
        """Records as `among` takes them."""
        return self._batch.marked(positions)

    def _in(self, column: str) -> Marked:
        alone = frozenset((column,))
        if alone not in self._found:
            may = self._batch.may_say(column)
            asked = self._batch.joined(self._wanted[column] if may else ())
            self._found[alone] = self._batch.marked(self._tests[column](self._batch, asked))
        return self._found[alone]
