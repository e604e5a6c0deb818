"""Commands under the keys that the user gave them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol, runtime_checkable

from app.keyboard.keys import COMMANDS, TOGETHER, Command, Context, of

_TYPING = frozenset({Context.APP, Context.PROMPT, Context.QUERY, Context.SILENCE})
"""Where somebody may be typing: characters are text there; the app itself keeps `:` out."""


@runtime_checkable
class Remapped(Protocol):
    """An app with keys of the user's."""

    @property
    def own_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The names of keys by the id of their command."""
        ...


def in_force(app: object, commands: Iterable[Command]) -> list[Command]:
    """Commands with the keys that they have in an app."""
    own = app.own_keys if isinstance(app, Remapped) else {}
    return [_with(command, own) for command in commands]


def known_ids() -> list[str]:
    """The id of every command."""
    return [command.id for command in COMMANDS]


def takes_text(command: str) -> bool:
    """May the command be needed while something is typed?"""
    return any(one.id == command and one.context in _TYPING for one in COMMANDS)


def collisions(
    own: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, Command, Command, Context]]:
    """Keys that would mean two things at once, the two commands, and where that is."""
    seen = set()
    for context, parts in TOGETHER.items():
        holders: dict[str, Command] = {}
        for command in (_with(one, own) for one in of(*parts)):
            for key in command.all_keys:
                other = holders.setdefault(key, command)
                pair = (key, *sorted((command.id, other.id)))
                if other.id != command.id and pair not in seen:
                    seen.add(pair)
                    yield key, other, command, context


def _with(command: Command, own: Mapping[str, tuple[str, ...]]) -> Command:
    keys = own.get(command.id)
    return replace(command, keys=",".join(keys)) if keys else command
