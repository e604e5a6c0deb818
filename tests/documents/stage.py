"""A machine as the documentation takes it for granted: its logs, its folders, a database, no more.

Absolute paths of a command are looked for below the stage's root, so that `/var/log/apache2` is a
folder with sample logs and nothing outside is touched.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.documents.reading import ROOT, Command, Written

_PLACES = re.compile(r"(?<![\w.~/-])/(?=(?:var|srv|etc|logs|mnt)/)")
_EXPORT = re.compile(r"export (\w+)=(\S+)")
_NUMBERED = re.compile(r"^ *(\d+)(?= )")
_MINUTE = 60.0
_CRONTAB = """\
#!/bin/sh
# keeps the crontab in a file of the stage, so that nobody's own is touched
case "$1" in
-l) cat "$HOME/crontab" ;;
-) cat > "$HOME/crontab" ;;
*) exit 1 ;;
esac
"""
_REFUSED = ("systemctl", "systemd-analyze", "sendmail", "mail")
"""Programs that reach beyond the stage: there they fail."""
SAMPLES = ROOT / "sample_logs"
READ_WITH = ("--tz", "UTC", "--reference-time", "2026-11-17T00:00:00Z")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did."""

    command: str
    code: int
    out: str
    err: str

    def told(self) -> str:
        """All of it, for whoever reads why a test failed."""
        return f"$ {self.command}\n{self.out}{self.err}[{self.code}]"


class Stage:
    """A folder that stands for a machine, and what its reader has typed so far."""

    def __init__(self, root: Path, database: Path) -> None:
        self.root = root
        self.desk = root / "desk"
        self._environment = _environment(root)
        self._numbers: dict[str, str] = {}
        _furnish(root, database)
        (self.desk / "sample_logs").symlink_to(SAMPLES)

    def write(self, file: Written) -> None:
        """Make a file that the page shows."""
        path = self.desk / self._placed(file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._placed(file.text), "utf-8")

    def run(self, command: Command) -> Outcome:
        """Run a command as the page's reader would."""
        text = self._numbered(self._placed(command.text))
        self._environment |= {
            name: value.replace("~", self._environment["HOME"])
            for name, value in _EXPORT.findall(text)
        }
        done = subprocess.run(
            ["/bin/bash", "-c", text],
            cwd=self.desk,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_MINUTE,
            check=False,
        )
        outcome = Outcome(text, done.returncode, _text(done.stdout), _text(done.stderr))
        self._learn(command, outcome)
        return outcome

    @property
    def renumbered(self) -> dict[str, str]:
        """Alerts that the page calls by other numbers than the database: those, by the page's."""
        return {shown: real for shown, real in self._numbers.items() if shown != real}

    def missing(self, command: Command, outcome: Outcome) -> list[str]:
        """Lines that the page shows and the command did not print, in this order."""
        real = iter([*outcome.out.splitlines(), *outcome.err.splitlines()])
        shown = (line for line in command.shown if line.strip() != "…")
        return [line for line in shown if not self._comes(line, real)]

    def _comes(self, line: str, real: Iterator[str]) -> bool:
        """Whether a line is among those that are left, whatever the alert in it is numbered."""
        number = partial(re.sub, r"\b\d+\b", lambda found: self._numbers.get(found[0], found[0]))
        wanted = [_NUMBERED.sub("", each) for each in (line, number(line))]
        return any(fits(each, _NUMBERED.sub("", text)) for text in real for each in wanted)

    def _placed(self, text: str) -> str:
        return _PLACES.sub(f"{self.root}/", text.replace("~/", f"{self._environment['HOME']}/"))

    def _numbered(self, text: str) -> str:
        """The command with this database's numbers of alerts in the place of the page's."""
        return re.sub(
            r"(?<= )(alert:)?(\d+)(?= |$)",
            lambda found: (found[1] or "") + self._numbers.get(found[2], found[2]),
            text,
        )

    def _learn(self, command: Command, outcome: Outcome) -> None:
        """Numbers differ from database to database; a reader takes them from the list."""
        for line in command.shown:
            number = _NUMBERED.match(line)
            for real in outcome.out.splitlines() if number else ():
                if fits(_NUMBERED.sub("", line), _NUMBERED.sub("", real)) and number:
                    self._numbers[number[1]] = real.split()[0]


def fits(shown: str, real: str) -> bool:
    """Whether a line of a page is what was printed: spaces count as one, `…` as anything."""
    pattern = ".*".join(r"\s+".join(map(re.escape, part.split())) for part in shown.split("…"))
    return re.fullmatch(pattern.replace(".*", r"\s*.*\s*"), real.strip()) is not None


def sample_database(folder: Path) -> Path:
    """A database of the sample logs."""
    database = folder / "blotter.db"
    words = ["--import-only", "--quiet", "--db", str(database), *READ_WITH, str(SAMPLES)]
    subprocess.run(
        [_blotter(), *words], env=_environment(folder), stdin=subprocess.DEVNULL, check=True
    )
    return database


def _furnish(root: Path, database: Path) -> None:
    """Lay out what pages name: logs of the usual names, folders to write to, the database."""
    logs = root / "var" / "log"
    shutil.copytree(SAMPLES / "web", logs / "apache2")
    shutil.copy(SAMPLES / "ssh" / "auth.log", logs / "auth.log")
    _programs(root / "bin")
    for host in ("web1", "web2"):
        (root / "logs" / host).mkdir(parents=True)
        shutil.copy(SAMPLES / "ssh" / "auth.log", root / "logs" / host)
    for folder in (
        "srv/backup",
        "srv/archive",
        "srv/exports",
        "etc/blotter/rules",
        "var/spool/blotter",
        "desk",
    ):
        (root / folder).mkdir(parents=True)
    for folder in ("rules", "formats"):
        (root / "home" / ".config" / "blotter" / folder).mkdir(parents=True)
    home = root / "home" / ".local" / "share"
    for folder in ("blotter", "man/man1", "bash-completion/completions"):
        (home / folder).mkdir(parents=True)
    shutil.copy(database, home / "blotter" / "blotter.db")


def _programs(folder: Path) -> None:
    """Lay out programs that stand in for those which change the machine."""
    folder.mkdir()
    scripts = {"crontab": _CRONTAB, **dict.fromkeys(_REFUSED, "#!/bin/sh\nexit 1\n")}
    for name, script in scripts.items():
        (folder / name).write_text(script, "utf-8")
        (folder / name).chmod(0o755)


def _environment(root: Path) -> dict[str, str]:
    """Variables of a shell in which nothing of this machine's user can be seen."""
    kept: Mapping[str, str] = {"LANG": "C.UTF-8", "COLUMNS": "200", "TERM": "xterm", "USER": "ann"}
    path = f"{root / 'bin'}:{Path(_blotter()).parent}:{os.environ.get('PATH', '')}"
    return {**kept, "PATH": path, "HOME": str(root / "home"), "PYTHONDONTWRITEBYTECODE": "1"}


def _blotter() -> str:
    return str(Path(sys.executable).with_name("blotter"))


def _text(printed: bytes) -> str:
    return printed.decode("utf-8", "replace")
