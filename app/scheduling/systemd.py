"""Services and timers of systemd, locked in as far as the work allows."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.output import files
from app.scheduling import programs
from app.scheduling.jobs import Job, lined
from app.scheduling.programs import has, said

FOLDER = Path("/etc/systemd/system")
_FAILED = "blotter-failed@.service"
STATE = Path("/var/lib/blotter")
"""What the services own."""
_PASSWORD = Path("/etc/blotter/smtp-password")
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))

_HARDENED = """\
Nice=10
IOSchedulingClass=idle
UMask=0077
ProtectSystem=strict
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
ProcSubset=pid
NoNewPrivileges=yes
CapabilityBoundingSet=
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
MemoryMax=1G
TasksMax=64
# numpy would start a thread for every processor
Environment=OPENBLAS_NUM_THREADS=1"""


class Home(NamedTuple):
    """Whose the services are, and what they write to."""

    user: str
    writes: tuple[Path, ...]
    """Folders beside `/var/lib/blotter`."""


def units(jobs: Sequence[Job], home: Home) -> dict[str, str]:
    """The unit files by name."""
    found = {_FAILED: _failed()}
    for each in jobs:
        found[f"blotter-{each.name}.service"] = _service(each, home)
        found[f"blotter-{each.name}.timer"] = _timer(each)
    return found


def install(jobs: Sequence[Job], home: Home, folder: Path = FOLDER) -> None:
    """Write the unit files and start the timers, in the place of those that were there.

    Raises:
        CommandError: systemd refuses, or the files cannot be written.
    """
    remove(folder)
    for name, text in units(jobs, home).items():
        files.write(folder / name, [text.encode()], mode=0o644)
    said(("systemctl", "daemon-reload"))
    said(("systemctl", "enable", "--now", *(f"blotter-{each.name}.timer" for each in jobs)))


def remove(folder: Path = FOLDER) -> bool:
    """Stop the timers and remove the unit files; whether there were any."""
    there = _there(folder)
    if not there:
        return False
    timers = [path.name for path in there if path.suffix == ".timer"]
    if timers:
        said(("systemctl", "disable", "--now", *timers))
    for path in there:
        path.unlink()
    said(("systemctl", "daemon-reload"))
    return True


def installed(folder: Path = FOLDER) -> str:
    """The unit files that are there; empty: none."""
    return printed({path.name: path.read_text("utf-8") for path in _there(folder)})


def printed(found: Mapping[str, str]) -> str:
    """Unit files one after the other, each with its name."""
    return "\n".join(f"# {name}\n{text}" for name, text in found.items())


def complaints(found: Mapping[str, str]) -> str | None:
    """What systemd says is wrong with unit files; None where it is not there to ask."""
    if not has("systemd-analyze"):
        return None
    with tempfile.TemporaryDirectory(prefix="blotter-units-") as folder:
        for name, text in found.items():
            Path(folder, name).write_text(text, "utf-8")
        paths = [str(Path(folder, name)) for name in found if "@" not in name]
        told = programs.complaints(("systemd-analyze", "verify", "--man=no", *paths))
    return "\n".join(line for line in told.splitlines() if any(name in line for name in found))


def _there(folder: Path) -> list[Path]:
    ours = [*folder.glob("blotter-*.service"), *folder.glob("blotter-*.timer")]
    return sorted(path for path in ours if path.read_text("utf-8").startswith(_MARK))


_MARK = "# Written by blotter schedule, which replaces it."


def _service(job: Job, home: Home) -> str:
    return "\n".join([_MARK, *_service_lines(job, home), ""])


def _service_lines(job: Job, home: Home) -> Iterator[str]:
    yield "[Unit]"
    yield f"Description=Blotter: {job.title}"
    yield "Documentation=man:blotter(1)"
    yield "After=network.target"
    yield "OnFailure=blotter-failed@%n.service"
    yield ""
    yield "[Service]"
    yield "Type=oneshot"
    yield f"ExecStart={' '.join(map(_quoted, job.words))}"
    yield f"User={lined(home.user)}"
    yield "SupplementaryGroups=adm systemd-journal"
    yield "StateDirectory=blotter"
    yield "StateDirectoryMode=0750"
    yield "TimeoutStartSec=15min"
    yield "# another import is at work: the next one takes its turn"
    yield "SuccessExitStatus=75"
    if _PASSWORD.exists():
        yield f"LoadCredential=smtp-password:{_PASSWORD}"
    yield from _folders(job, home)
    yield _HARDENED


def _folders(job: Job, home: Home) -> Iterator[str]:
    """What of the file system is written to, and whether homes are seen."""
    named = [Path(word) for word in job.words if word.startswith("/")]
    in_homes = any(path.is_relative_to(each) for path in (*named, *home.writes) for each in _HOMES)
    yield f"ProtectHome={'read-only' if in_homes else 'yes'}"
    for folder in dict.fromkeys(home.writes):
        if not folder.is_relative_to(STATE):
            yield f"ReadWritePaths={_quoted(lined(str(folder))).replace('$$', '$')}"


def _timer(job: Job) -> str:
    return f"""{_MARK}
[Unit]
Description=Blotter: when to {job.title}

[Timer]
OnCalendar={job.calendar}
AccuracySec=5s
RandomizedDelaySec=10
Persistent=true

[Install]
WantedBy=timers.target
"""


def _failed() -> str:
    return f"""{_MARK}
[Unit]
Description=Blotter: say that %i failed

[Service]
Type=oneshot
ExecStart=/usr/bin/logger --priority daemon.err --tag blotter "%i failed: journalctl -u %i"
DynamicUser=yes
ProtectSystem=strict
ProtectHome=yes
PrivateDevices=no
PrivateNetwork=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
SystemCallFilter=@system-service
RestrictAddressFamilies=AF_UNIX
"""


def _quoted(word: str) -> str:
    """A word as systemd reads it (systemd.service(5), Command lines): nothing in it is expanded."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    plain = plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{plain}"' if set(plain) - _PLAIN else plain


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%$,=")
