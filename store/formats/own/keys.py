"""The event keys that a user's format may fill, and what their values look like."""

import re
from difflib import get_close_matches

from store.formats.own.spec import Type
from store.model import KIND_KEYS

TIME = "@timestamp"
WEIGHT = "related.weight"
"""Keys that samples may name beside those that fields fill."""

RESERVED = frozenset(
    {
        *(TIME, WEIGHT, "event.id", "event.dataset", "event.parse", "event.original"),
        *("event.time_flags", "log.file.path", "log.offset"),
    }
)
"""Keys that the program itself fills."""

_INTS = (
    *("source.port", "process.pid", "http.response.status_code", "http.response.body.bytes"),
    "winlog.record_id",
)
_TEXTS = (
    *("host.name", "message", "source.domain", "user.name", "user.domain", "user.id"),
    *("user.target.name", "user.effective.name", "process.executable", "process.command_line"),
    *("process.parent.executable", "http.request.referrer", "url.path", "url.query", "url.domain"),
    *("user_agent.original", "apache.error.code", "winlog.event_id", "winlog.computer_name"),
    *("winlog.logon.type", "error.code"),
)
_TYPES = dict.fromkeys((*KIND_KEYS, *_TEXTS), Type.TEXT) | dict.fromkeys(_INTS, Type.INT)
_NO_MISTAKES = frozenset(
    {
        *("process.ppid", "http.request.body.bytes", "http.request.bytes", "http.response.bytes"),
        *("user.roles", "url.port"),
    }
)
"""Keys of the Elastic Common Schema that only look like one of ours misspelled."""

_KEY = re.compile(r"message|[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+", re.ASCII)


def fault(key: str) -> str | None:
    """What is wrong with a key, in one sentence; None: nothing."""
    if key in RESERVED:
        return f"{key} is filled by the program itself"
    if key in _TYPES or key in _NO_MISTAKES:
        return None
    if _KEY.fullmatch(key) is None:
        return f"{key!r} is no event key: these look like user.name"
    near = get_close_matches(key, _TYPES, 1, 0.88)
    return f"there is no event key {key!r}; did you mean {near[0]!r}?" if near else None


def usual(key: str, *, is_json: bool) -> Type:
    """What the values of a key are made into where nothing is said."""
    if key.endswith(".ip"):
        return Type.IP
    return _TYPES.get(key, Type.AUTO if is_json else Type.TEXT)


def fits(key: str, kind: Type) -> bool:
    """Whether values of the type may stand under the key."""
    needed = _TYPES.get(key)
    if key == "source.ip":
        return kind is Type.IP
    if key == "source.domain":
        return kind in (Type.TEXT, Type.IP)
    return needed is None or kind is needed


def of_group(group: str) -> str | None:
    """The key that a group stands for by its name alone: `user__name` for `user.name`."""
    key = group.replace("__", ".")
    return key if ("." in key or key == "message") and fault(key) is None else None
