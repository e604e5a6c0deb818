"""Find which of many texts hold any of some others: all of them in one pass.

RE2 looks for any number of literals at the speed of one (an automaton, no backtracking). Texts are
joined for that, so that a batch costs one call and what holds nothing costs no object.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

_END = b"\n"


class Needles:
    """Texts that are looked for, in lower case."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take them.

        Args:
            texts: ASCII in lower case.
        """
        self._texts = sorted({max(text.split("\n"), key=len) for text in texts})
        """Of each its longest line, as values are looked through in one line each."""

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

    def _lines_holding(self, whole: bytes, lines: int) -> list[bool]:
        """For every line of a text in lower case whether it holds one of the texts."""
        found = [False] * lines
        at = seen = 0
        for match in self._pattern.finditer(whole):
            start = match.start()
            at += whole.count(_END, seen, start)
            seen = start
            found[at] = True
        return found

    @cached_property
    def _pattern(self) -> Any:  # noqa: ANN401 - the library tells no types
        engine = import_module("re2")  # many runs judge nothing that needs it
        options = engine.Options()
        options.encoding = options.Encoding.LATIN1
        options.never_capture = True
        return engine.compile("|".join(map(engine.escape, self._texts)).encode(), options)
