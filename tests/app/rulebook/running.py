"""Runs `blotter rules` with rules of one's own, on a log of one's own."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from click.testing import CliRunner, Result

from app.commands import rules
from app.importing.importing_command import import_command

Run: TypeAlias = Callable[..., Result]

RIGHT = """title: Mine
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001
level: low
logsource: {category: webserver}
detection: {s: {sc-status: 418}, condition: s}
"""
WRONG = RIGHT.replace("condition: s}", "condition: t}")


def invoked(*words: object) -> Result:
    """What comes of `blotter rules` with these words."""
    return CliRunner().invoke(rules.COMMAND, [str(word) for word in words], standalone_mode=False)


def rows(result: Result) -> dict[str, dict[str, object]]:
    """The JSON lines by title."""
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["title"]: row for row in found}


def imported(folder: Path, rule: str, lines: Sequence[str]) -> None:
    """Make a database `t.db`, with a log that a rule in `new` has judged."""
    (folder / "new").mkdir()
    (folder / "new" / "n.yml").write_text(rule)
    log = folder / "access.log"
    log.write_text("".join(f"{line}\n" for line in lines))
    words = ["--db", str(folder / "t.db"), "--rules", str(folder / "new"), str(log)]
    command = import_command(["--import-only", "--quiet", *words])
    subprocess.run(command, cwd=folder, check=True)


def request(day: int, address: int, method: str = "GET") -> str:
    """A line of an access log."""
    stamp = f"{day:02}/Mar/2026:09:00:00 +0000"
    return f'192.0.2.{address} - - [{stamp}] "{method} / HTTP/1.1" 200 512 "-" "Mozilla/5.0"'
