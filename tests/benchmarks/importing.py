"""Imports what the generators wrote."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.importing.importing_command import import_command


def imported(log: Path, database: Path) -> dict[str, Any]:
    """The summary of an import."""
    words = ["--import-only", "--json", "--tz", "UTC", "--db", str(database), str(log)]
    done = subprocess.run(import_command(words), capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
