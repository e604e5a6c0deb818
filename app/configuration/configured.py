"""What a configuration file may say, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.configuration.settings import Settings
from store.errors import Location
from store.rules.files.placeholders import Placeholders

if TYPE_CHECKING:  # who has no such file reads none
    from app.configuration import toml_places


@dataclass(frozen=True, slots=True)
class Source(Settings):
    """A `[[sources]]` table: logs, and what is said about them."""

    paths: tuple[str, ...] = ()
    """Files, folders, patterns."""


@dataclass(frozen=True, slots=True)
class Report:
    """The table `[report]`."""

    period: str | None = None
    """`day`, `week` or `month`: what is reported on by itself; None: nothing."""
    at: str = "07:00"
    """The hour at which that is due, on the day after the period's last."""
    tz: str | None = None
    """IANA name of the zone that days and weeks are of; None: that of the logs."""
    to: tuple[str, ...] = ()
    """Addresses of mail."""
    daily_404: int = 10
    """How many answers 404 a day are nothing to speak of."""
    daily_404_thursday: int = 50
    """The same for a Thursday."""


THEME_NAMES = ("dark", "light", "high-contrast", "terminal")
"""The themes that can be named; `app.themes` has their colours."""


@dataclass(frozen=True, slots=True)
class AppWishes:
    """The table `[app]`: how the app looks and is worked with."""

    theme: str | None = None
    """One of `THEME_NAMES`; None: dark, where the terminal has the colours for it."""
    tz: str | None = None
    """IANA name of the zone that times are drawn in; None: UTC."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of keys, by the id of their command: the table `[app.keys]`."""


@dataclass(frozen=True, slots=True)
class Config(Settings):
    """What a configuration file may say; options of the command line win over it."""

    db: str | None = None
    """Path of the database."""
    paths: tuple[str, ...] = ()
    """Logs to import where the command line names none: files, folders, patterns."""
    rules: tuple[str, ...] = ()
    """Folders of Sigma rules beside the built-in pack; in a table `[rules]`, its `folders`."""
    enable: tuple[str, ...] = ()
    """Sets of rules, and rules by what they are called, that are switched on: `enable` in the table
    `[rules]`."""
    disable: tuple[str, ...] = ()
    """Those that are switched off: `disable` in the table `[rules]`."""
    thresholds: Mapping[str, object] = field(default_factory=dict)
    """Other limits of rules, by what these are called, as written: `[rules.thresholds]`."""
    placeholders: Placeholders = field(default_factory=dict)
    """What stands for `%name%` in a rule, beside what is built in: the table `[placeholders]`."""
    heartbeat: Mapping[str, Any] = field(default_factory=dict)
    """The table `[heartbeat]`, found to be sound: `app.heartbeat` knows what it means."""
    notify: Mapping[str, Any] = field(default_factory=dict)
    """The table `[notify]` as it stands there, found to be sound: `app.notifying` knows what it
    means."""
    databases: tuple[str, ...] = ()
    """MMDB files: `databases` in the table `[enrichment]`."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """Names and files of lists of addresses: the table `[enrichment.lists]`."""
    sources: tuple[Source, ...] = ()
    """Logs with settings of their own; the settings beside them count for what they leave open."""
    report: Report = Report()
    """What is said of reports."""
    app: AppWishes = AppWishes()
    """What is said of the app."""
    file: Path | None = field(default=None, compare=False)
    """The file that says all this."""
    places: "Mapping[toml_places.Path, toml_places.Place]" = field(
        default_factory=dict, compare=False
    )
    """Where in the file its keys stand."""

    def place(self, *path: str | int) -> Location:
        """Where a key stands, or what holds it."""
        return location(str(self.file), self.places, path)


def location(
    file: str, places: "Mapping[toml_places.Path, toml_places.Place]", path: "toml_places.Path"
) -> Location:
    """Where a key stands, or what holds it."""
    for size in range(len(path), 0, -1):
        if path[:size] in places:
            return Location(file, *places[path[:size]])
    return Location(file)
