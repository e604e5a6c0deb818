"""What the user wants to be read, and what was said about it: paths with their options."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from store.importing.options import Options
from store.importing.places.paths import expand

if TYPE_CHECKING:
    from store.importing.places.templates import HostTemplate


class Wanted(NamedTuple):
    """Files, folders and patterns, with what was said about the logs behind them."""

    paths: tuple[str, ...]
    options: Options
    hosts: "HostTemplate | None" = None
    """Host names by path; they win over the options' one."""
    within: tuple["Wanted", ...] = ()
    """Exceptions: a log that the paths of one of these lead to has the options of that."""

    def options_of(self, path: Path) -> Options:
        """What was said about the log at a path."""
        for each in self.within:
            if each.covers(path):
                return each.options_of(path)
        host = self.hosts.host_of(path) if self.hosts else None
        return replace(self.options, host=host) if host else self.options

    def covers(self, path: Path) -> bool:
        """Whether the paths lead to a file: as it is, as a part of a folder, or by a pattern."""
        from store.importing.places.templates import leads_to  # noqa: PLC0415 - few have exceptions

        return any(leads_to(word, path) for word in self.paths)


def files(
    wanted: Iterable[Wanted], is_done_with: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[Path, Options]]:
    """Every file that is wanted, once by name, with the options of the first that leads there.

    Args:
        wanted: Files, folders and patterns.
        is_done_with: Whether to leave out a file, by its path as `expand` gives it.
    """
    seen: set[str] = set()
    for each in wanted:
        for name in expand(each.paths):
            if name not in seen:
                seen.add(name)
                if not is_done_with(name):
                    path = Path(name)
                    yield path, each.options_of(path)
