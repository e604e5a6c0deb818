"""What the events of one wording mean: worked out once for all that say the same of something."""

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from store.formats.windows.events.event import Event
from store.formats.windows.events.people import known, put_people, put_source
from store.formats.windows.events.plan import Process, deciding, plan_of
from store.formats.windows.events.record import number_of, process_in, record_of
from store.formats.windows.events.status import error_code
from store.formats.windows.usual.vocabulary import Vocabulary
from store.formats.windows.usual.wording import Wording
from store.model import Fields, FieldValue

Row: TypeAlias = tuple[
    int,  # number of the kind
    int,  # time
    int,  # number of what happened,
    int,  # of who acted,
    int,  # and of where they came from
    FieldValue | None,  # number in its log
    FieldValue | None,  # process
    FieldValue | None,  # port
    FieldValue | None,  # message
    Fields,  # the rest
]
"""A record as a row of a sheet. One is made for every event, so it is a bare tuple."""

SINGLE = ("winlog.record_id", "process.pid", "source.port", "message")
"""Fields that have a place of their own in a row, in its order."""
DATUM = "winlog.event_data."
"""How the fields of event data begin."""
_OTHERS = (DATUM, "user.", "group.", "source.")
"""How fields begin that do not say what happened."""
_MICROS = len("59123456")
"""Digits of a second with its microseconds."""
_THREAD = "process.thread.id"


class _Act(NamedTuple):
    """What happened, as far as events with the same deciding values tell."""

    kind: int
    number: int
    """Of the fields that say neither who nor where."""
    process: Process | None
    """Where they have the process that they tell of; None: it is the one that logged them."""


class Shape:
    """The events of one wording."""

    def __init__(self, wording: Wording, vocabulary: Vocabulary) -> None:
        self.match = wording.expression.fullmatch
        """Fits an event from its time on."""
        event = self._event = wording.event
        self._vocabulary = vocabulary
        plan = self._plan = plan_of(event.provider, event.code, event.data)
        self._logging = number_of(event.pid), number_of(event.thread)
        """The process and thread that logged the events which do not name one in their midst."""
        self._names = tuple(event.data)
        ports = plan.places.ports if plan.places else ()
        self._ports = tuple(map(self._names.index, ports))
        """Which of the data may be a port."""
        self._acting, self._people, self._placing = map(self._picker, deciding(plan))
        self._acts: dict[object, _Act] = {}
        self._persons: dict[object, int] = {}
        self._places: dict[object, int] = {}

    def row(self, groups: Sequence[str]) -> Row | None:
        """The row of an event.

        Args:
            groups: What `match` found, references resolved; no event data are blank.

        Returns:
            The row; None where the event has no time.
        """
        minute, second, decimals, number, pid, thread, *values, message = groups
        begin = self._vocabulary.minutes[minute]
        if begin is None:
            return None
        time = begin + int(f"{second}{decimals[1:]}000000"[:_MICROS])
        message = message.strip()
        acting = self._acting(values)
        if self._plan.searches:
            acting = acting, self._error_code(values, message)
        act = self._acts.get(acting) or self._act(acting, values, message)
        who = self._persons.get(people := self._people(values))
        if who is None:
            who = self._person(people, values)
        where = self._places.get(placing := self._placing(values))
        if where is None:
            where = self._place(placing, values)
        rest: Fields = dict(zip(self._plan.keys, values, strict=True))
        process = self._process(rest, act, pid, thread)
        port = self._port(values) if self._ports else None
        singles = (int(number), process, port, message or None)
        return act.kind, time, act.number, who, where, *singles, rest

    def _process(self, rest: Fields, act: _Act, pid: str, thread: str) -> int | None:
        """The number of the process, with what else is told of it put to the rest."""
        if act.process is None:
            number, of_thread = (int(pid), int(thread)) if pid else self._logging
            if of_thread is not None:
                rest[_THREAD] = of_thread
            return number
        for key, name in self._plan.commands:
            if text := known(_datum(rest, name)):
                rest[key] = text
        return number_of(_datum(rest, act.process.pid))

    def _port(self, values: Sequence[str]) -> int | None:
        """The port, from the first of the data that has one."""
        known = self._vocabulary.ports
        for at in self._ports:
            if (port := known[values[at]]) is not None:
                return port
        return None

    def _act(self, acting: object, values: Sequence[str], message: str) -> _Act:
        """Work out what happened, and remember it for all that agree with it."""
        event = self._with(values, message)
        record = record_of(event, 0, b"")
        apart = {*SINGLE, _THREAD, *(key for key, _ in self._plan.commands)}
        fields = {
            key: value
            for key, value in record.fields.items()
            if key not in apart and not key.startswith(_OTHERS)
        }
        vocabulary = self._vocabulary
        vocabulary.keeps(sum(map(len, values)))
        number = vocabulary.acts.number(fields)
        process = process_in(event.data, self._plan.processes)
        act = self._acts[acting] = _Act(vocabulary.kind(record.kind), number, process)
        return act

    def _person(self, people: object, values: Sequence[str]) -> int:
        """Work out who acted, and remember it."""
        fields: Fields = {}
        put_people(fields, self._with(values, ""), self._plan.act.people, self._plan.puts)
        self._vocabulary.keeps(sum(map(len, values)))
        number = self._persons[people] = self._vocabulary.people.number(fields)
        return number

    def _place(self, placing: object, values: Sequence[str]) -> int:
        """Work out where an event came from, and remember it."""
        fields: Fields = {}
        if self._plan.places:
            put_source(fields, self._with(values, "").data, self._plan.places)
        fields.pop("source.port", None)
        self._vocabulary.keeps(sum(map(len, values)))
        number = self._places[placing] = self._vocabulary.places.number(fields)
        return number

    def _error_code(self, values: Sequence[str], message: str) -> str | None:
        """The error code of an event in which it may stand anywhere."""
        plan = self._plan
        return error_code(self._with(values, message), plan.act.action, plan.statuses)

    def _with(self, values: Sequence[str], message: str) -> Event:
        """An event with other data."""
        data = dict(zip(self._names, values, strict=True))
        return self._event._replace(data=data, message=message)

    def _picker(self, names: Collection[str]) -> Callable[[Sequence[str]], object]:
        """Takes the values under some names."""
        places = [at for at, name in enumerate(self._names) if name in names]
        return itemgetter(*places) if places else _nothing


def _datum(rest: Fields, name: str) -> str:
    """A datum; `""` where there is none of that name."""
    return str(rest.get(DATUM + name, ""))


def _nothing(_values: Sequence[str]) -> None:
    """Takes no value."""
