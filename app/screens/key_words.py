"""Sentences that name keys: as they are now, also where the user gave a command other keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.keyboard.keys import COMMANDS, printed
from widgets.view_models import Shown, shown

_COMMAND = re.compile(r"\{([a-z_.0-9]+)\}")
_SPOKEN = {"enter": "Enter", "space": "Space"}
"""Keys that a sentence calls otherwise than the key line."""


@dataclass(frozen=True, slots=True)
class KeyWords:
    """Knows what keys are called."""

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of the user's own keys, by the id of their command."""

    def key(self, command: str) -> Shown:
        """The first key of a command, by its id, as it is printed on a keyboard.

        Raises:
            KeyError: There is no such command.
        """
        return shown(printed(self._first(command)))

    def _first(self, command: str) -> str:
        return (self.own.get(command) or _DECLARED[command])[0]

    def _spoken(self, command: str) -> str:
        name = self._first(command)
        return _SPOKEN.get(name) or printed(name)

    def __call__(self, sentence: str) -> Shown:
        """A sentence of ours in which `{filter.clear}` stands for the key that drops the filter.

        What comes from a log is put in afterwards: it may hold braces.
        """
        return shown(_COMMAND.sub(lambda found: self._spoken(found[1]), sentence))


_DECLARED = {command.id: command.all_keys for command in COMMANDS}
