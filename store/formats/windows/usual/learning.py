"""Read events by what was learned from those before them."""

from collections.abc import Sequence

from store.formats.windows.events import servers
from store.formats.windows.legal import is_legal
from store.formats.windows.usual.shape import Row, Shape
from store.formats.windows.usual.vocabulary import Vocabulary
from store.formats.windows.usual.wording import HEAD, LONGEST, wording_of
from store.formats.windows.xml.usual_xml import TIME, meant

_PATIENCE = 8
"""Events of one beginning that are read with care before a wording is learned: that costs as much
as reading dozens of them."""
_MOST_BEGINNINGS, _MOST_ALIKE = 256, 8


class _Alike:
    """Events that begin alike: the same `System` up to the time."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.missed = 0
        """Events that none of the shapes fits."""


class UsualEvents:
    """Knows the events of one source."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._alike: dict[str, _Alike] = {}

    def make_room(self) -> None:
        """Forget what has become too much; not between the rows of a batch."""
        if self.vocabulary.is_full:
            self.vocabulary = Vocabulary()
            self._alike.clear()

    def row(self, text: str) -> Row | None:
        """Read an event.

        Args:
            text: From `<Event` to `</Event>`.

        Returns:
            The row, which says what a careful reading would; None where there has to be one, and
            where the text has a character that XML forbids.
        """
        at = text.find(TIME)
        alike = self._alike.get(text[:at])
        if alike is None:
            self._begin(text, at)
            return None
        for shape in alike.shapes:
            found = shape.match(text, at)
            if found is not None:
                groups = found.groups()
                if "&" in text or "]" in text:
                    return _row_of_escaped(shape, text, groups)
                return shape.row(groups) if is_legal("".join(groups)) else None
        self._missed(alike, text)
        return None

    def _begin(self, text: str, at: int) -> None:
        """Take note of a beginning that is new."""
        if 0 <= at <= LONGEST and len(self._alike) < _MOST_BEGINNINGS:
            self._alike[text[:at]] = _Alike()

    def _missed(self, alike: _Alike, text: str) -> None:
        """Learn from an event that no shape fits, now and then."""
        alike.missed += 1
        if alike.missed % _PATIENCE or len(alike.shapes) == _MOST_ALIKE:
            return
        wording = wording_of(text)
        if wording is not None and servers.teller_of(wording.event.provider) is None:
            alike.shapes.append(Shape(wording, self.vocabulary))
            self.vocabulary.keeps(wording.size)


def _row_of_escaped(shape: Shape, text: str, groups: Sequence[str]) -> Row | None:
    """The row of an event with references, unless they are unusual."""
    whole = [meant(group) for group in groups if is_legal(group)]
    resolved = [group for group in whole if group is not None]
    if len(resolved) < len(groups) or "]]>" in text or not all(map(str.strip, resolved[HEAD:-1])):
        return None
    return shape.row(resolved)
