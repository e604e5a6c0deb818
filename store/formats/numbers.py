"""Number what the records of a log say again and again, for the columns of its sheets.

Numbering begins anew, between two sheets, when it holds too much; sheets that were made before keep
what their numbers stand for.
"""

from collections.abc import Sequence

from store.formats.sheet import NOTHING, Shared
from store.model import Fields, Kind

MOST = 65_536
"""Numbers after which numbering begins anew."""


class Numbers:
    """Fields, each with a number; 0 stands for none."""

    def __init__(self) -> None:
        self.fields: list[Fields] = [NOTHING]
        """What each number stands for; not to be changed."""

    def add(self, fields: Fields) -> int:
        """Give fields the next number, whether or not they have one."""
        self.fields.append(fields)
        return len(self.fields) - 1

    def shared(self, codes: Sequence[int]) -> Shared:
        """A column of numbers, with what they stand for."""
        return Shared(codes, self.fields)

    @property
    def is_full(self) -> bool:
        """Whether the numbering should begin anew."""
        return len(self.fields) > MOST


class Numbering(Numbers):
    """Numbers fields, equal ones once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[tuple[str, object], ...], int] = {(): 0}

    def number(self, fields: Fields) -> int:
        """The number of fields."""
        key = tuple(fields.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.add(fields)
        return found


class KindNumbers(dict[Kind, int]):
    """Numbers kinds; there are never many of them."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[Kind] = []
        """What each number stands for."""

    def __missing__(self, kind: Kind) -> int:
        """Give a kind the next number."""
        number = self[kind] = len(self.kinds)
        self.kinds.append(kind)
        return number
