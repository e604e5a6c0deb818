"""Find which of many texts hold any of some others: all of them in one pass.

RE2 looks for any number of literals at the speed of one (an automaton, no backtracking). Texts are
joined for that, so that a batch costs one call and what holds nothing costs no object. A find costs
as much as a hundred lines without one: texts that many lines hold are looked for line by line.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib import import_module
from itertools import islice
from operator import or_
from typing import Any

_END = b"\n"
_SPARSE = 32
"""Lines for each of which there is at most one find of a text that is no common one."""
_FEW = 20
"""Finds that do not make a text a common one, however few the lines are."""
_MOST_COMMON = 4
"""Texts that are looked for line by line."""


class Needles:
    """Texts that are looked for, in lower case."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take them.

        Args:
            texts: ASCII in lower case.
        """
        self._texts = sorted({max(text.split("\n"), key=len) for text in texts})
        """Of each its longest line, as values are looked through in one line each."""
        self._common: list[bytes] = []
        """Those of them that many lines hold."""

    def holding(self, values: Sequence[str]) -> list[bool]:
        """For every value whether it holds one of the texts, in whatever case."""
        whole = "\n".join(values).lower().encode("utf-8", "surrogatepass")
        if whole.count(_END) >= len(values):
            plain = [value.replace("\n", " ") for value in values]
            whole = "\n".join(plain).lower().encode("utf-8", "surrogatepass")
        return self._lines_holding(whole, len(values))

    def among(self, raws: Sequence[bytes]) -> list[bool]:
        """The same for bytes, of which letters beyond ASCII have no lower case."""
        whole = _END.join(raws)
        if whole.count(_END) >= len(raws):
            whole = _END.join([raw.replace(_END, b" ") for raw in raws])
        return self._lines_holding(whole.lower(), len(raws))

    def places(self, whole: bytes, lines: int) -> list[int] | None:
        """Where texts are that lines hold, without a line being cut off.

        Args:
            whole: The lines.
            lines: How many they are.

        Returns:
            None where so many hold one that it is better to look at each.
        """
        if self._common or self._pattern is None:
            return None
        most = max(_FEW, lines // _SPARSE)
        found = [match.start() for match in islice(self._pattern.finditer(whole.lower()), most + 1)]
        return None if len(found) > most else found

    def _lines_holding(self, whole: bytes, lines: int) -> list[bool]:
        """For every line of a text in lower case whether it holds one of the texts."""
        found = _holding_any(self._common, whole, lines)
        at = seen = 0
        met: Counter[bytes] = Counter()
        for match in self._pattern.finditer(whole) if self._pattern else ():
            start = match.start()
            at += whole.count(_END, seen, start)
            seen = start
            found[at] = True
            met[whole[start : match.end()]] += 1
        self._learn(met, lines)
        return found

    def _learn(self, met: Counter[bytes], lines: int) -> None:
        """Take note of texts that are common in some lines."""
        room = _MOST_COMMON - len(self._common)
        often = max(_FEW, lines // _SPARSE)
        common = [text for text, times in met.most_common(room) if times > often]
        if common:
            self._common += common
            del self._pattern

    @cached_property
    def _pattern(self) -> Any:  # noqa: ANN401 - the library tells no types
        """Finds the texts that are not common; None if all are."""
        engine = import_module("re2")  # many runs judge nothing that needs it
        options = engine.Options()
        options.encoding = options.Encoding.LATIN1
        options.never_capture = True
        rest = [text for text in self._texts if text.encode() not in self._common]
        return (
            engine.compile("|".join(map(engine.escape, rest)).encode(), options) if rest else None
        )


def _holding_any(texts: Iterable[bytes], whole: bytes, lines: int) -> list[bool]:
    """For every line of a text whether it holds any of some others."""
    found = [False] * lines
    for text in texts:
        if text in whole:
            each = [text in line for line in whole.split(_END)]
            found = list(map(or_, found, each))
    return found
