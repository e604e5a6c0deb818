"""What the names of an event's data make possible: decided once for all that have the same."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from store.formats.windows.events.acts import SECURITY, SYSMON, Act, act_of
from store.formats.windows.events.people import Places, Put, names_of, places_of, puts_of
from store.formats.windows.events.status import searches, statuses_of

_LONGEST = 4096
"""Characters of all names of a plan that is kept."""
_CODE = re.compile(r"\d{1,10}", re.ASCII)


class Process(NamedTuple):
    """Where an event keeps a process that it tells of."""

    executable: str
    pid: str


class Plan(NamedTuple):
    """Where the data of an event go."""

    code: str
    """The event id; `""` where it is none."""
    act: Act
    keys: tuple[str, ...]
    """The fields of all data, in their order."""
    processes: tuple[Process, ...]
    """In the order in which they count."""
    commands: tuple[tuple[str, str], ...]
    """Fields and names of data that tell more of the process."""
    puts: tuple[Put, ...]
    places: Places | None
    statuses: tuple[str, ...]
    searches: bool
    """Whether an error code may stand in any of the data."""


_PROCESSES = {
    SECURITY: (
        Process("NewProcessName", "NewProcessId"),
        Process("ProcessName", "ProcessId"),
        Process("CallerProcessName", "CallerProcessId"),
    ),
    SYSMON: (Process("Image", "ProcessId"),),
}
_COMMANDS = (
    ("process.command_line", "CommandLine"),
    ("process.parent.executable", "ParentProcessName"),
    ("process.parent.executable", "ParentImage"),
)


def plan_of(provider: str, code: str, names: Collection[str]) -> Plan:
    """The plan for an event.

    Args:
        provider: Name of the provider, as logged.
        code: The event id, as logged.
        names: The names of its data, in their order, all different.
    """
    keys = tuple(names)
    if len(provider) + len(code) + len("".join(keys)) > _LONGEST:
        return _made(provider, code, keys)
    return _kept(provider, code, keys)


def _made(provider: str, code: str, names: tuple[str, ...]) -> Plan:
    """A plan."""
    valid = code if _CODE.fullmatch(code) else ""
    act = act_of(provider, valid)
    there = frozenset(names)
    processes = _PROCESSES.get(provider.casefold(), ())
    return Plan(
        code=valid,
        act=act,
        keys=tuple(f"winlog.event_data.{name}" for name in names),
        processes=tuple(each for each in processes if each.executable in there),
        commands=tuple(pair for pair in _COMMANDS if pair[1] in there),
        puts=puts_of(act.people, there),
        places=places_of(act.action, there),
        statuses=statuses_of(there),
        searches=searches(provider, act.action),
    )


class Deciding(NamedTuple):
    """Names of the data that decide; some may not be there."""

    act: frozenset[str]
    """What happened, but for an error code that may stand anywhere."""
    people: frozenset[str]
    """Who acted in it."""
    places: frozenset[str]
    """Where they came from, but for the port."""


def deciding(plan: Plan) -> Deciding:
    """Say which data decide what: events that agree in those say the same of it."""
    executables = (process.executable for process in plan.processes)
    places = (*plan.places.addresses, *plan.places.stations) if plan.places else ()
    return Deciding(
        frozenset(("Status", "SubStatus", "LogonType", *plan.statuses, *executables)),
        frozenset(names_of(plan.act.people, plan.puts)),
        frozenset(places),
    )


_kept = lru_cache(maxsize=2048)(_made)
