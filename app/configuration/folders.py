"""Where a user's own things lie: beside the configuration file, or where such files belong."""

import os
from pathlib import Path

from store.importing.places.paths import is_folder


def config_folder(config: Path | None) -> Path:
    """The folder of the configuration.

    Args:
        config: The configuration file, as `--config` named it; None: the usual place (XDG Base
            Directory Specification), whether or not there is such a folder.
    """
    if config is not None:
        return config.parent
    home = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".config"
    return base / "blotter"


def format_folders(config: Path | None) -> tuple[Path, ...]:
    """The folders of the user's own log formats, as far as there are any."""
    folder = config_folder(config) / "formats"
    return (folder,) if is_folder(folder) else ()


def state_folder() -> Path:
    """Where things lie that outlast a session and are no data (XDG Base Directory)."""
    home = os.environ.get("XDG_STATE_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
    return base / "blotter"
