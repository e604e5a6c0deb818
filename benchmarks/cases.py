"""What is measured: one function a log, each with the goals that it tells something about."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import contestants as programs
from benchmarks import goals
from benchmarks.contestants import GOACCESS, LNAV, OURS
from benchmarks.goals import Goal
from benchmarks.measure import CommandError, Contestant, Measured, medians
from benchmarks.workshop import Workshop


class Sizes(NamedTuple):
    """How much is measured."""

    access: int = 1_000_000
    auth: int = 300_000
    evtx: int = 200_000
    xml: int = 100_000
    files: int = 1_000
    growth: tuple[int, ...] = (1_000_000, 3_000_000, 10_000_000)
    large: int = 5_000_000
    """Lines of each of two logs; so many have a gigabyte."""
    appended: int = 1_000


QUICK = Sizes(50_000, 15_000, 2_000, 1_000, 50, (20_000, 60_000, 200_000), 100_000, 1_000)
"""Sizes that tell whether all of it works, and nothing else."""


class Bench(NamedTuple):
    """Where, how much and how often."""

    workshop: Workshop
    sizes: Sizes
    runs: int

    def medians(self, *contestants: Contestant) -> dict[str, Measured]:
        """Measure some commands in turns."""
        return medians(contestants, self.runs, self.workshop.home)


class Case(NamedTuple):
    """Commands that were measured side by side."""

    what: str
    size: int
    """Lines, events or files."""
    taken: Mapping[str, Measured]
    """By the program's name."""
    goals: Sequence[Goal] = ()

    @property
    def ours(self) -> Measured:
        """What our own program took."""
        return self.taken[OURS]

    @property
    def rate(self) -> float:
        """How many we did a second."""
        return self.size / self.ours.wall

    def times(self, name: str) -> float | None:
        """How many times as long as ours another program took; None: it is not installed."""
        return self.taken[name].wall / self.ours.wall if name in self.taken else None


Measurement = Callable[[Bench], list[Case]]


def start(bench: Bench) -> list[Case]:
    """A first import of next to nothing: what all others contain."""
    log = bench.workshop.access(1)
    medians([_first(bench, log)], 1, bench.workshop.home)  # from here on its modules are compiled
    return [_alone(bench, log, "one line, new database", 1)]


def access(bench: Bench) -> list[Case]:
    """A first import of an access log, and a second one with nothing new."""
    log, folder = bench.workshop.access(bench.sizes.access), bench.workshop.path("goaccess")
    database = bench.workshop.path("access.db")
    first = Case(
        "access log, new database",
        bench.sizes.access,
        bench.medians(
            programs.importing(log, database),
            programs.plain(log, bench.workshop.path("plain.db")),
            *programs.of_others(programs.goaccess(log, folder), programs.lnav_access(log)),
        ),
    )
    _check(first)
    share = database.stat().st_size / log.stat().st_size
    told = [
        goals.times(f"as quick as {GOACCESS}", goals.COLD_TO_GOACCESS, first.times(GOACCESS)),
        goals.times(f"as quick as {LNAV}'s answer", goals.COLD_TO_LNAV, first.times(LNAV)),
        goals.share("database / log", goals.DATABASE_SHARE, share),
        goals.memory("memory, access log", first.ours.together),
    ]
    return [first._replace(goals=told), _access_again(bench, log, database)]


def _access_again(bench: Bench, log: Path, database: Path) -> Case:
    """A run over a known log; GoAccess with what it has kept of it."""
    folder = bench.workshop.path("goaccess-kept")
    kept = list(programs.of_others(programs.goaccess_keeping(log, folder)))
    medians(kept, 1, bench.workshop.home)
    again = programs.of_others(programs.goaccess_again(log, folder))
    taken = bench.medians(programs.importing_again(log, database), *again)
    return Case("the same log, nothing new", bench.sizes.access, taken)


def auth(bench: Bench) -> list[Case]:
    """A first import of an auth log."""
    log = bench.workshop.auth(bench.sizes.auth)
    others = programs.of_others(programs.lnav_auth(log), programs.fail2ban(log))
    ours = programs.importing(log, bench.workshop.path("auth.db"))
    case = Case("auth log, new database", bench.sizes.auth, bench.medians(ours, *others))
    _check(case)
    return [_with_rate(case, "auth log", goals.AUTH_RATE, "lines")]


def evtx(bench: Bench) -> list[Case]:
    """A first import of a Windows event log."""
    log = bench.workshop.evtx(bench.sizes.evtx)
    case = _alone(bench, log, ".evtx, new database", bench.sizes.evtx)
    return [_with_rate(case, ".evtx", goals.EVTX_RATE, "records")]


def xml(bench: Bench) -> list[Case]:
    """A first import of an export of the Event Viewer."""
    log = bench.workshop.xml(bench.sizes.xml)
    case = _alone(bench, log, "Event Viewer XML, new database", bench.sizes.xml)
    return [_with_rate(case, "Event Viewer XML", goals.XML_RATE, "events")]


def known_files(bench: Bench) -> list[Case]:
    """A run over many small files of which nothing is new."""
    folder = bench.workshop.small_files(bench.sizes.files)
    database = bench.workshop.path("files.db")
    medians([programs.importing(folder, database)], 1, bench.workshop.home)
    taken = bench.medians(programs.importing_again(folder, database))
    case = Case("small files, nothing new", bench.sizes.files, taken)
    what = f"processor time, {bench.sizes.files:,} known files"
    return [case._replace(goals=[goals.seconds(what, goals.KNOWN_CPU, case.ours.cpu)])]


def growth(bench: Bench) -> list[Case]:
    """First imports of longer and longer access logs, once each."""
    once = bench._replace(runs=1)
    cases: list[Case] = []
    for lines in bench.sizes.growth:
        case = _alone(once, bench.workshop.access(lines), "access log, new database", lines)
        told = [goals.memory(f"memory, {lines:,} lines", case.ours.together)]
        if cases:
            longer, shorter = (each.ours.cpu / each.size for each in (case, cases[0]))
            what = f"time of a line, {lines:,} / {cases[0].size:,} lines"
            told.append(goals.share(what, goals.LINEAR, longer / shorter))
        cases.append(case._replace(goals=told))
    return cases


def large(bench: Bench) -> list[Case]:
    """A few new lines in a long log, with a large database."""
    logs = [bench.workshop.access(bench.sizes.large, week) for week in (0, 1)]
    database, ready = (bench.workshop.path(f"large.{ending}") for ending in ("db", "ready"))
    if not ready.exists():
        programs.remove(database)
        first = programs.importing_again(logs[0], database)
        second = programs.importing_again(logs[1], database)
        medians([first, second], 1, bench.workshop.home)
        ready.touch()
    fresh = bench.workshop.access(bench.sizes.appended, week=2).read_bytes()

    def grow() -> None:
        with logs[1].open("ab") as log:
            log.write(fresh)

    grown = programs.importing(logs[1], database, grow)
    case = Case("new lines of a long log", bench.sizes.appended, bench.medians(grown))
    _check(case)
    what = f"{bench.sizes.appended:,} new lines, {2 * bench.sizes.large:,} events stored"
    told = [
        goals.seconds(what, goals.APPENDED_WALL, case.ours.wall),
        goals.memory("memory, new lines of a long log", case.ours.together),
    ]
    return [case._replace(goals=told)]


USUAL: tuple[Measurement, ...] = (start, access, auth, evtx, xml, known_files)


def _alone(bench: Bench, log: Path, what: str, size: int) -> Case:
    """A first import, with nothing to compare with."""
    case = Case(what, size, bench.medians(_first(bench, log)))
    _check(case)
    return case


def _first(bench: Bench, log: Path) -> Contestant:
    """Our import into a new database."""
    return programs.importing(log, bench.workshop.path("alone.db"))


def _with_rate(case: Case, what: str, bound: int, unit: str) -> Case:
    """A case with the goals of a format: so many a second, in so much memory."""
    speed = goals.rate(what, bound, case.rate, unit)
    return case._replace(goals=[speed, goals.memory(f"memory, {what}", case.ours.together)])


def _check(case: Case) -> None:
    """See that our program read what it was given.

    Raises:
        CommandError: It did not.
    """
    read = json.loads(case.ours.output)["lines"]
    if read != case.size:
        raise CommandError(f"{case.what}: {read} records were read, not {case.size}")
