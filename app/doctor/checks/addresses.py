"""What is known of addresses: which of the user's files say it, and how old they are."""

from collections.abc import Iterator
from pathlib import Path

from app.diagnostics import ExitCode
from app.doctor.finding import Finding, Patient, fault, good, warning
from app.importing.preparing import knowledge_of
from app.output.amounts import counted
from store.errors import InputError, InputErrors
from store.knowledge.atlas import Atlas
from store.knowledge.lists import read_list
from store.times import DAY

AREA = "addresses"
_OLD = 45
"""Days after which places have changed hands; licences of such files want newer ones as well."""
_OLD_LIST = 7
"""Days after which those who are warned of are others."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of the files."""
    if patient.config is None:
        return
    known = knowledge_of(patient.config)
    for path in known.databases:
        yield _database(path, patient.now)
    for name, path in known.lists:
        yield _list(name, path, patient.now)


def _database(path: Path, at: int) -> Finding:
    try:
        (sheet,) = Atlas([path]).sheets
    except InputError as wrong:
        return _unreadable(wrong)
    days = (at - int(sheet.built.timestamp()) * 1_000_000) // DAY
    told = f"{path}: {sheet.kind}, built {sheet.built:%Y-%m-%d}"
    return _aged(told, days, _OLD, "get a newer file from who made it")


def _list(name: str, path: Path, at: int) -> Finding:
    try:
        found = read_list(name, path)
    except InputErrors as wrong:
        return _unreadable(wrong.problems[0])
    except InputError as wrong:
        return _unreadable(wrong)
    days = (at - found.modified // 1000) // DAY
    told = f"list {name}: {counted(found.entries, 'item')} in {path}"
    return _aged(told, days, _OLD_LIST, "fetch it anew; a list is good for a day or so")


def _aged(told: str, days: int, most: int, advice: str) -> Finding:
    told = f"{told}, {counted(max(days, 0), 'day')} old"
    return warning(AREA, told, advice) if days > most else good(AREA, told)


def _unreadable(wrong: InputError) -> Finding:
    advice = "mend or fetch it anew; until then what it said before stays"
    return fault(AREA, str(wrong), advice, ExitCode.CONFIGURATION)
