"""`blotter demo`: the sample logs in a throw-away database, to look around without risk."""

import sys
import tempfile
from pathlib import Path

import click

import sample_logs
from app.commands.alerts import COMMAND as ALERTS
from app.diagnostics import run
from app.main_command import COMMAND as MAIN

_SAMPLES = Path(sample_logs.__file__).parent
_AS_WRITTEN = ("--tz", "UTC", "--reference-time", "2026-11-17T00:00:00Z")
"""What the samples' README says about their clocks."""


@click.command(name="demo")
def COMMAND() -> int:  # noqa: N802 - what every command's module offers
    """Import the sample logs into a throw-away database and open the app.

    Where stdout is no terminal, print the alerts instead.
    """
    with tempfile.TemporaryDirectory(prefix="blotter-demo-") as folder:
        words = ["--db", str(Path(folder, "demo.db")), *_AS_WRITTEN, str(_SAMPLES)]
        if sys.stdout.isatty():
            return run(MAIN, words)
        imported = run(MAIN, ["--import-only", *words])
        return imported or run(ALERTS, ["list", *words[:2]])
