"""The commands that are measured: this program's, and those of others where they are installed."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.importing.importing_command import import_command
from benchmarks.measure import Contestant

OURS = "blotter"
PLAIN = "plain loop"
GOACCESS = "goaccess"
LNAV = "lnav"
FAIL2BAN = "fail2ban-regex"
PEERS = (GOACCESS, LNAV, FAIL2BAN)
"""Programs of others, by the names of their commands."""

_TOP_ACCESS = "SELECT c_ip, count(*) FROM access_log GROUP BY c_ip ORDER BY 2 DESC LIMIT 10"
_TOP_AUTH = (
    "SELECT regexp_match('from ([0-9A-Fa-f.:]+) port', log_body) AS ip, count(*) FROM syslog_log "
    "WHERE log_body LIKE 'Failed password%' GROUP BY ip ORDER BY 2 DESC LIMIT 10"
)
_DATABASE_FILES = ("", "-wal", "-shm", ".lock", ".import-lock", ".import-queue")


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in PEERS if shutil.which(name) is None]


def importing(log: Path, database: Path, prepare: Callable[[], object] | None = None) -> Contestant:
    """Our import of a log, or a folder of logs.

    Args:
        log: What to import.
        database: Where to.
        prepare: Called before each run; None: the database is removed.
    """
    words = import_command(["--import-only", "--json", "--tz", "UTC", "--db", str(database)])
    return Contestant(OURS, [*words, str(log)], prepare or (lambda: remove(database)))


def importing_again(log: Path, database: Path) -> Contestant:
    """Our import into a database that knows all of it."""
    return importing(log, database, lambda: None)


def remove(database: Path) -> None:
    """Remove a database with all that lies beside it."""
    for ending in _DATABASE_FILES:
        Path(f"{database}{ending}").unlink(missing_ok=True)


def plain(log: Path, database: Path) -> Contestant:
    """The loop that people write."""
    program = Path(__file__).with_name("plain_loop.py")
    words = [sys.executable, str(program), str(log), str(database)]
    return Contestant(PLAIN, words, lambda: remove(database))


def of_others(*found: Contestant) -> Iterator[Contestant]:
    """Those that are installed."""
    return (each for each in found if shutil.which(each.words[0]))


def goaccess(log: Path, folder: Path) -> Contestant:
    """GoAccess's report of an access log."""
    return Contestant(GOACCESS, [*_goaccess(log, folder)])


def goaccess_keeping(log: Path, folder: Path) -> Contestant:
    """GoAccess's report of an access log, with what it counted kept for the next run."""
    return Contestant(GOACCESS, [*_goaccess(log, folder), "--persist", f"--db-path={folder}"])


def goaccess_again(log: Path, folder: Path) -> Contestant:
    """GoAccess's report of an access log of which it has kept everything."""
    kept = ["--restore", "--persist", f"--db-path={folder}"]
    return Contestant(GOACCESS, [*_goaccess(log, folder), *kept])


def _goaccess(log: Path, folder: Path) -> Iterator[str]:
    folder.mkdir(exist_ok=True)
    report = folder / "report.json"
    yield from (GOACCESS, str(log), "--log-format=COMBINED", "-o", str(report), "--no-progress")


def lnav_access(log: Path) -> Contestant:
    """The addresses that lnav finds most often in an access log."""
    return Contestant(LNAV, [LNAV, "-n", "-c", f";{_TOP_ACCESS}", str(log)])


def lnav_auth(log: Path) -> Contestant:
    """The addresses that lnav finds most often in an auth log's failed passwords."""
    return Contestant(LNAV, [LNAV, "-n", "-c", f";{_TOP_AUTH}", str(log)])


def fail2ban(log: Path) -> Contestant:
    """What fail2ban's filter for sshd matches in an auth log."""
    return Contestant(FAIL2BAN, [FAIL2BAN, str(log), "sshd"])
