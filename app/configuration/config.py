"""The configuration: which file it is, and what it says."""

import os
from pathlib import Path

from app.configuration.configured import Config
from app.configuration.folders import config_folder

FILE = "config.toml"
"""Name of the configuration in its folder."""


def config_file(named: Path | None) -> Path | None:
    """The configuration in use: the one that was named, else the user's, if there is one."""
    if named is not None:
        return named
    path = config_folder(None) / FILE
    return path if os.path.exists(path) else None  # noqa: PTH110 - also where we may not look


def load(named: Path | None) -> Config:
    """Read a configuration file, or the user's own; without any, nothing is configured.

    Raises:
        InputError: It is not there, no TOML, or says something that is not understood; as
            `InputErrors` where that is several things.
    """
    path = config_file(named)
    if path is None:
        return Config()
    from app.configuration.toml_config import read

    return read(path)
