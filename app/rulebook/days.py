"""Where the days of rules begin."""

from datetime import tzinfo
from pathlib import Path

from app.configuration.config import load
from app.configuration.settings import zone
from store.times import machine_zone


def days(config: Path | None) -> tzinfo:
    """The zone of a configuration, or the machine's."""
    name = load(config).tz
    return zone(name) if name else machine_zone()
