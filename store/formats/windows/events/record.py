"""Make a record of a Windows event: its kind, its fields, its time."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from store.formats.windows.events import servers
from store.formats.windows.events.acts import Act, act_of
from store.formats.windows.events.event import Event
from store.formats.windows.events.people import known, put_people, put_source
from store.formats.windows.events.plan import Plan, Process, plan_of
from store.formats.windows.events.status import error_code
from store.model import Fields, Kind, Outcome, Parse, Record

DATASET = "windows.eventlog"
"""`event.dataset` of every Windows event."""

_LEVELS = {
    "0": "information",
    "1": "critical",
    "2": "error",
    "3": "warning",
    "4": "information",
    "5": "verbose",
}
_AUDIT_SUCCESS = 1 << 53
_AUDIT_FAILURE = 1 << 52
_LARGEST = 2**63 - 1

NOT_UNDERSTOOD = Kind(dataset=DATASET, parse=Parse.NONE)
"""The kind of a record that could not be read."""


def record_of(event: Event, offset: int, raw: bytes) -> Record:
    """Make a record.

    Args:
        event: The event.
        offset: Where its first byte is in the source.
        raw: Its text.

    Returns:
        The record; its parse is `header` where the event has no id. Its fields stand in the order
        in which `store.formats.windows.usual` puts them together: the data and what is told of the
        process first, then what happened, who acted, and from where.
    """
    plan = plan_of(event.provider, event.code, event.data)
    act = plan.act
    fields: Fields = dict(zip(plan.keys, event.data.values(), strict=True))
    executable = _put_process(fields, event, plan)
    fields.update(_system(event))
    _put_meaning(fields, event, plan, executable)
    put_people(fields, event, act.people, plan.puts)
    if plan.places:
        put_source(fields, event.data, plan.places)
    kind = _kind(
        event.provider,
        plan.code,
        event.channel,
        _LEVELS.get(event.level) or event.level_text.casefold(),
        _outcome(event, act),
        _base_name(executable) if executable else "",
    )
    record = Record(offset, raw, kind, fields, event.time)
    teller = servers.teller_of(event.provider)
    return teller(record, event) if teller else record


@lru_cache(maxsize=8192)
def _kind(
    provider: str, code: str, channel: str, level: str, outcome: Outcome | None, program: str
) -> Kind:
    """The kind of an event, one object for all that are alike."""
    act = act_of(provider, code)
    return Kind(
        dataset=DATASET,
        parse=Parse.FULL if code else Parse.HEADER,
        category=act.category,
        action=act.action,
        outcome=outcome,
        level=level or None,
        program=program or None,
        code=code or None,
        channel=channel or None,
        provider=provider or None,
    )


def _outcome(event: Event, act: Act) -> Outcome | None:
    """How it ended: by the id, else by `Status`, else by the audit bits of the keywords."""
    if act.outcome is not None:
        return act.outcome
    status = event.data.get("Status", "").strip() if act.by_status else ""
    if status:
        return Outcome.FAILURE if status.strip("0xX") else Outcome.SUCCESS
    return _audited(event.keywords)


@lru_cache(maxsize=1024)
def _audited(keywords: str) -> Outcome | None:
    """The outcome that the audit bits of a keyword mask say."""
    try:
        mask = int(keywords, 16)
    except ValueError:
        return None
    if mask & _AUDIT_FAILURE:
        return Outcome.FAILURE
    return Outcome.SUCCESS if mask & _AUDIT_SUCCESS else None


def _system(event: Event) -> Fields:
    """What `System` and the rendering say."""
    said = _said(event.computer, event.level, event.task, event.opcode, event.keywords)
    fields: Fields = {"message": event.message, **said} if event.message else dict(said)
    _put_number(fields, "winlog.record_id", event.record_id)
    return fields


@lru_cache(maxsize=1024)
def _said(computer: str, level: str, task: str, opcode: str, keywords: str) -> Fields:
    """What thousands of events say in the same words; not to be changed."""
    texts = {
        "host.name": computer,
        "winlog.computer_name": computer,
        "winlog.level": level,
        "winlog.task": task,
        "winlog.opcode": opcode,
        "winlog.keywords": keywords,
    }
    return {key: text for key, text in texts.items() if text}


def _put_process(fields: Fields, event: Event, plan: Plan) -> str:
    """Put the process that an event tells of, or else the one that logged it.

    Returns:
        The executable, as far as it is known.
    """
    data = event.data
    place = process_in(data, plan.processes)
    if place is None:
        _put_number(fields, "process.pid", event.pid)
        _put_number(fields, "process.thread.id", event.thread)
        return ""
    _put_number(fields, "process.pid", data.get(place.pid, ""))
    for key, name in plan.commands:
        if text := known(data[name]):
            fields[key] = text
    return known(data[place.executable])


def process_in(data: Mapping[str, str], processes: Iterable[Process]) -> Process | None:
    """Where event data have the process that they tell of; None where they tell of none."""
    return next((place for place in processes if known(data[place.executable])), None)


def _put_meaning(fields: Fields, event: Event, plan: Plan, executable: str) -> None:
    """Put what stands in the data of every event that has it."""
    if executable:
        fields["process.executable"] = executable
    if "LogonType" in event.data:
        _put_number(fields, "winlog.logon.type", event.data["LogonType"])
    if code := error_code(event, plan.act.action, plan.statuses):
        fields["error.code"] = code


def _base_name(path: str) -> str:
    """The last part of a path with either slash."""
    return path.replace("/", "\\").rpartition("\\")[2]


def _put_number(fields: Fields, key: str, text: str) -> None:
    """Put a whole number, unless there is none."""
    if (number := number_of(text)) is not None:
        fields[key] = number


def number_of(text: str) -> int | None:
    """A whole number, decimal or with `0x`; None where it is none that a database can hold."""
    word = text.strip()
    if len(word) < 19 and word.isdecimal() and word.isascii():
        return int(word)
    return _unusual_number(word)


def _unusual_number(word: str) -> int | None:
    """A hexadecimal number, or a long one; None where it is none that a database can hold."""
    digits = word[2:] if word[:2] in ("0x", "0X") else word
    if not digits.isascii() or not digits.isalnum() or len(digits) > 19:
        return None
    try:
        number = int(digits, 10 if digits is word else 16)
    except ValueError:
        return None
    return number if number <= _LARGEST else None
