"""The user's crontab: a few lines between two marks, and nothing else is touched."""

import re
import shlex
from collections.abc import Sequence

from app.scheduling.jobs import Job
from app.scheduling.programs import has, said

BEGIN = "# blotter begin: written by blotter schedule, which replaces what stands in here"
END = "# blotter end"
_FIRST = BEGIN.partition(":")[0]
_ROW = re.compile(r"[^\n]*\n|[^\n]+")
"""A line as cron has it: nothing but a line feed ends one."""
_NONE_YET = ("no crontab for", "no such file or directory")
"""What `crontab -l` complains of where there is none; whatever else it says, there may be one."""


def lines(jobs: Sequence[Job]) -> str:
    """What goes into the crontab."""
    entries = [f"# {each.title}\n{each.cron} {_command(each)}" for each in jobs]
    return "\n".join([BEGIN, *entries, END, ""])


def install(jobs: Sequence[Job]) -> None:
    """Enter jobs, in the place of those that were there.

    Raises:
        CommandError: There is no cron, or it refuses.
    """
    others = _without(current())
    gap = "" if not others or others.endswith("\n") else "\n"
    said(("crontab", "-"), f"{others}{gap}{lines(jobs)}")


def remove() -> bool:
    """Take the jobs out; whether there were any."""
    whole = current()
    others = _without(whole)
    if others == whole:
        return False
    said(("crontab", "-"), others)
    return True


def installed() -> str:
    """The lines that are there; empty: none, or no cron."""
    return "".join(_inside(_ROW.findall(current()))) if has("crontab") else ""


def current() -> str:
    """The whole crontab; empty where there is none.

    Raises:
        CommandError: It cannot be read: what is not known must not be written anew.
    """
    return said(("crontab", "-l"), empty=_NONE_YET)


def _without(whole: str) -> str:
    """A crontab without our lines; where the end mark is missing, it is left as it is."""
    rows = _ROW.findall(whole)
    if not _inside(rows):
        return whole
    begin = next(at for at, row in enumerate(rows) if row.startswith(_FIRST))
    return "".join([*rows[:begin], *rows[begin + len(_inside(rows)) :]])


def _inside(rows: Sequence[str]) -> list[str]:
    """Our lines with their marks; none where one of the marks is missing."""
    begin = next((at for at, row in enumerate(rows) if row.startswith(_FIRST)), None)
    if begin is None:
        return []
    end = next((at for at in range(begin, len(rows)) if rows[at].rstrip("\n") == END), None)
    return [] if end is None else list(rows[begin : end + 1])


def _command(job: Job) -> str:
    """A command line for the shell that cron starts, to which % would be the end of a line."""
    return shlex.join(job.words).replace("%", "\\%")
