"""What an entry of the systemd journal says: its envelope and its time.

Source: systemd.journal-fields(7). Fields that begin with an underscore are the journal's own word;
all others, also the program's name and the message, are the client's, who may be anybody on the
host. What the journal vouches for is therefore kept beside them.
"""

from collections.abc import Mapping
from typing import TypeAlias

from store.formats.clock import Instant, credible
from store.formats.syslog.envelopes.header import SEVERITIES, Header
from store.model import Fields

Entry: TypeAlias = Mapping[str, str]
"""An entry's fields; of one that comes more than once the first."""

_TIME = "__REALTIME_TIMESTAMP"
_MESSAGE = "MESSAGE"
_VOUCHED = {
    "_UID": "journald.uid",
    "_COMM": "journald.process.name",
    "_EXE": "process.executable",
    "_SYSTEMD_UNIT": "systemd.unit",
    "_TRANSPORT": "systemd.transport",
}
"""What the journal knows of the sender, and the event's key for it."""
_LONGEST_NUMBER = 10


def header_of(entry: Entry) -> Header | None:
    """The envelope of an entry, as `journalctl -o short` chooses it; None if it is no entry."""
    if _TIME not in entry and _MESSAGE not in entry:
        return None
    extra: Fields = {key: entry[name] for name, key in _VOUCHED.items() if entry.get(name)}
    return Header(
        minute="",
        second="",
        fraction=None,
        zone=None,
        dated=True,
        host=entry.get("_HOSTNAME") or None,
        tag=entry.get("SYSLOG_IDENTIFIER") or entry.get("_COMM") or None,
        pid=_number(entry.get("_PID")) or _number(entry.get("SYSLOG_PID")),
        level=_level(entry.get("PRIORITY")),
        message=entry.get(_MESSAGE, "").strip(),
        extra=extra,
    )


def time_of(entry: Entry) -> Instant | None:
    """When the journal received the entry; None where it does not say."""
    text = entry.get(_TIME, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    time = int(text)
    return Instant(time) if credible(time) else None


def _number(text: str | None) -> int | None:
    """A process id."""
    if not text or len(text) > _LONGEST_NUMBER:
        return None
    return int(text) if text.isascii() and text.isdigit() else None


def _level(text: str | None) -> str | None:
    """A severity by its digit."""
    return SEVERITIES[int(text)] if text and len(text) == 1 and text in "01234567" else None
