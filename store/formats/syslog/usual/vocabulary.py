"""Number what the lines of an auth log say again and again."""

import re

from store.formats.addresses import source_of
from store.formats.numbers import MOST, KindNumbers, Numbering
from store.model import Kind

_ADDRESS = re.compile(r"[\w.:]+", re.ASCII)
_MOST_LEARNED = 32_768
"""Messages and shapes that are remembered."""


class _Addresses(dict[str, tuple[int, str] | None]):
    """The number of a source and its address, empty for a name.

    None where it names nobody, or has characters that are in no address.
    """

    def __init__(self, sources: Numbering) -> None:
        super().__init__()
        self._sources = sources

    def __missing__(self, text: str) -> tuple[int, str] | None:
        party = source_of(text) if _ADDRESS.fullmatch(text) else None
        if party is None:
            return None
        key, value = party
        address = value if key == "source.ip" else ""
        found = self[text] = (self._sources.number({key: value}), address)
        return found


class _Names(dict[str | None, int]):
    """The number of a user's name; 0 for none."""

    def __init__(self, users: Numbering) -> None:
        super().__init__({None: 0, "": 0})
        self._users = users

    def __missing__(self, name: str) -> int:
        number = self[name] = self._users.number({"user.name": name})
        return number


class Vocabulary:
    """What one source's lines say again and again, numbered."""

    def __init__(self) -> None:
        self.places, self.said = Numbering(), Numbering()
        self.sources, self.users = Numbering(), Numbering()
        self._kinds = KindNumbers()
        self.kinds = self._kinds.kinds
        """What each number of a kind stands for."""
        self.addresses = _Addresses(self.sources)
        """Sources by what stands for them."""
        self.names = _Names(self.users)
        """Numbers of users by their names."""
        self._learned = 0

    @property
    def is_full(self) -> bool:
        """Whether it should begin anew."""
        numberings = (self.places, self.said, self.sources, self.users)
        is_full = any(each.is_full for each in numberings) or len(self.addresses) > MOST
        return is_full or self._learned >= _MOST_LEARNED

    def may_learn(self) -> bool:
        """Whether one more message or shape may be remembered; counts it if so."""
        has_room = self._learned < _MOST_LEARNED
        self._learned += has_room
        return has_room

    def kind(self, kind: Kind) -> int:
        """The number of a kind."""
        return self._kinds[kind]
