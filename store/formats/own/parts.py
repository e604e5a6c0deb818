"""Take a document apart key by key, with a place for everything that is wrong in it."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from store.errors import InputError, Location
from store.yaml_places import Loaded

Keys: TypeAlias = tuple[str | int, ...]

_LONGEST = 10_000
"""Characters of the longest text that is taken."""


class Faults:
    """What is wrong with one file."""

    def __init__(self, path: str, loaded: Loaded) -> None:
        self._path = path
        self._loaded = loaded
        self.found: list[InputError] = []

    def place(self, keys: Keys) -> Location:
        """Where a value stands, or the nearest thing around it that has a place."""
        while keys:
            place = self._loaded.places.get(keys)
            if place is not None:
                return Location(self._path, *place)
            keys = keys[:-1]
        return Location(self._path, self._loaded.line, 1)

    def add(self, message: str, keys: Keys) -> None:
        """Take note of a problem."""
        self.found.append(InputError(message, self.place(keys)))


class Part:
    """A mapping of the document."""

    def __init__(self, data: Mapping[str, Any], keys: Keys, faults: Faults) -> None:
        self.data = data
        self.keys = keys
        self.faults = faults

    def fault(self, message: str, *keys: str | int) -> None:
        """Take note of a problem with what stands under the keys."""
        self.faults.add(message, (*self.keys, *keys))

    def only(self, known: Iterable[str]) -> None:
        """Every other key is a problem."""
        names = list(known)
        for key in self.data:
            if key not in names:
                self.fault(f"there is no key {key!r}{meant(key, names)}", key)

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """A text that is not empty; None where there is none that can be used."""
        value = self.data.get(key)
        if value is None:
            if needed:
                self.fault(f"{key} is missing" if key not in self.data else f"{key} is empty", key)
            return None
        return self._text(value, key)

    def whole(self, key: str, most: int) -> int | None:
        """A whole number from 0 to `most`."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.fault(f"{key} has to be a whole number from 0 to {most}", key)
        return None

    def flag(self, key: str) -> bool:
        """Yes or no; no where nothing is said."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} has to be true or false", key)
        return value is True

    def word(self, key: str, words: Iterable[str]) -> str | None:
        """One of some words."""
        value = self.text(key)
        known = list(words)
        if value is None or value in known:
            return value
        self.fault(f"{key} has to be one of {', '.join(known)}{meant(value, known)}", key)
        return None

    def texts(self, key: str) -> list[str]:
        """A list of texts; a single text is a list of one."""
        value = self.data.get(key)
        items = [] if value is None else value if isinstance(value, list) else [value]
        found = [self._text(item, key, index) for index, item in enumerate(items)]
        return [item for item in found if item is not None]

    def part(self, key: str) -> "Part | None":
        """A mapping; None where there is none."""
        value = self.data.get(key)
        return None if value is None else self.within(value, key)

    def parts(self, key: str) -> Iterator["Part"]:
        """A list of mappings."""
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(f"{key} has to be a list", key)
            return
        for index, item in enumerate(value):
            found = self.within(item, key, index)
            if found is not None:
                yield found

    def within(self, value: object, *keys: str | int) -> "Part | None":
        """A value under the keys as a mapping; None, and a problem, where it is none."""
        if not isinstance(value, dict):
            self.fault(f"{_named(keys)} has to be a mapping of names to values", *keys)
            return None
        for name in value:
            if not isinstance(name, str):
                self.fault(f"the key {name!r} has to stand in quotes to be a text", *keys)
        texts = {name: each for name, each in value.items() if isinstance(name, str)}
        return Part(texts, (*self.keys, *keys), self.faults)

    def _text(self, value: object, *keys: str | int) -> str | None:
        if not isinstance(value, str):
            self.fault(f"{_named(keys)} has to be a text; quote it if it is one", *keys)
        elif not value or len(value) > _LONGEST:
            self.fault(f"{_named(keys)} has to have 1 to {_LONGEST} characters", *keys)
        else:
            return value
        return None


def meant(word: str, known: Iterable[str]) -> str:
    """What somebody who wrote `word` may have meant, as the end of a sentence."""
    near = get_close_matches(word, list(map(str, known)), 1, 0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _named(keys: Keys) -> str:
    """What a problem is with: the innermost name."""
    return next((key for key in reversed(keys) if isinstance(key, str)), "the document")
