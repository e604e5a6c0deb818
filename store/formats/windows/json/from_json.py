"""Read the JSON that the `evtx` library makes of a record.

Its shape: elements are keys, `#attributes` and `#text` hold what an element itself has,
`<Data Name=N>` is the key N, and `<Data>` without a name is `Data` with a text or a list of texts.
"""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from store.formats.windows.events.event import Event, EventData, Value, object_of, system_time


def event_from_json(text: str) -> Event | None:
    """Read an event.

    Args:
        text: One record as JSON.

    Returns:
        The event, or None where there is no `System` in it.
    """
    try:
        root = object_of(object_of(cast("Value", json.loads(text))).get("Event"))
    except (ValueError, RecursionError):
        return None
    system = object_of(root.get("System"))
    return _event(root, system) if system else None


def _event(root: Mapping[str, Value], system: Mapping[str, Value]) -> Event:
    """An event from its two halves."""
    execution = _attributes(system, "Execution")
    get = system.get
    return Event(
        _word(_attributes(system, "Provider").get("Name")),
        _word(get("EventID")),
        _word(get("Channel")),
        _word(get("Computer")),
        _word(get("EventRecordID")),
        system_time(_word(_attributes(system, "TimeCreated").get("SystemTime"))),
        _word(get("Level")),
        _word(get("Task")),
        _word(get("Opcode")),
        _word(get("Keywords")),
        _word(execution.get("ProcessID")),
        _word(execution.get("ThreadID")),
        _word(_attributes(system, "Security").get("UserID")),
        _data(root),
    )


def _data(root: Mapping[str, Value]) -> dict[str, str]:
    """What `EventData` and `UserData` hold, by name."""
    data = EventData()
    values = data.values
    for name, value in object_of(root.get("EventData")).items():
        if isinstance(value, dict | list):
            _nested(name, value, data)
        elif not name.startswith("#") and (text := _word(value)).strip():
            values[name] = text  # the names of an object are all different
    for name, value in object_of(root.get("UserData")).items():
        if not name.startswith("#"):
            _leaves(name, value, data)
    return values


def _nested(name: str, value: "list[Value] | dict[str, Value]", data: EventData) -> None:
    """Add an element of `EventData` that has more than a text: most often `<Data>` without name."""
    if name == "Data" and isinstance(value, dict):
        _unnamed(value.get("#text"), data)
    elif not name.startswith("#"):
        _leaves(name, value, data)


def _unnamed(value: Value, data: EventData) -> None:
    """Add the values of `<Data>` elements that have no name."""
    for number, text in enumerate(value if isinstance(value, list) else [value], start=1):
        data.add(f"param{number}", _word(text))


def _leaves(top: str, value: Value, data: EventData) -> None:
    """Add the texts and attributes of an element and all below it, each under its own name."""
    waiting = [(top, value)]
    while waiting:
        name, current = waiting.pop()
        if isinstance(current, list):
            waiting.extend((name, one) for one in reversed(current))
        elif isinstance(current, dict):
            waiting.extend(reversed(list(_inner(name, current))))
        else:
            data.add(name, _word(current))


def _inner(name: str, element: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The parts of an element: attributes but for namespaces, children, or else its own text."""
    for attribute, value in object_of(element.get("#attributes")).items():
        if not attribute.startswith("xmlns"):
            yield attribute.rpartition(":")[2], value
    children = [(key, value) for key, value in element.items() if not key.startswith("#")]
    yield from children
    if not children:
        yield name, element.get("#text")


def _attributes(parent: Mapping[str, Value], name: str) -> dict[str, Value]:
    """The attributes of a child element."""
    return object_of(object_of(parent.get(name)).get("#attributes"))


def _word(value: Value) -> str:
    """A value as the text that stands in the XML."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = value.get("#text")
        return "" if isinstance(inner, dict | list) else _word(inner)
    return "" if value is None or isinstance(value, list) else str(value)
