"""What a Windows machine runs to export its new events: a script, and a task for its scheduler."""

from importlib.resources import files as resources
from pathlib import Path
from xml.sax.saxutils import escape

from app.output import files

SCRIPT = "Export-BlotterEvents.ps1"
TASK = "Export-BlotterEvents.xml"
_MODE = 0o644

_TEXT = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Export new Windows events for Blotter</Description>
    <URI>\\Blotter\\Export-BlotterEvents</URI>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
      <Repetition>
        <Interval>PT{minutes}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
    </TimeTrigger>
    <BootTrigger><Enabled>true</Enabled><Delay>PT2M</Delay></BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>S-1-5-18</UserId>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT30M</ExecutionTimeLimit>
    <Priority>7</Priority>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
_ARGUMENTS = (
    "-NoProfile -NonInteractive -ExecutionPolicy AllSigned "
    '-File "C:\\Program Files\\Blotter\\{script}" -OutDir "{folder}"'
)
OUTBOX = "C:\\ProgramData\\Blotter\\outbox"
"""Where the script puts what it exports, unless something else is said."""


def script() -> str:
    """The script."""
    return resources("app.scheduling").joinpath("data", SCRIPT).read_text("utf-8")


def task(minutes: int, folder: str = OUTBOX) -> str:
    """The task for Task Scheduler.

    Args:
        minutes: Between two runs.
        folder: On the Windows machine, where exports go.
    """
    arguments = _ARGUMENTS.format(script=SCRIPT, folder=folder.replace('"', ""))
    return _TEXT.format(minutes=minutes, arguments=escape(arguments))


def write(folder: Path, minutes: int, outbox: str = OUTBOX) -> list[Path]:
    """Write both into a folder, in the form that Windows expects; returns their paths."""
    folder.mkdir(exist_ok=True)
    lines = script().replace("\n", "\r\n")
    files.write(folder / SCRIPT, [b"\xef\xbb\xbf", lines.encode()], mode=_MODE)
    text = task(minutes, outbox).replace("\n", "\r\n")
    files.write(folder / TASK, [text.encode("utf-16")], mode=_MODE)
    return [folder / SCRIPT, folder / TASK]
