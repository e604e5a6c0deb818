"""The systemd journal as JSON: `journalctl -o json`, `json-pretty`, `json-seq` and `json-sse`."""

import re

from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, State
from store.formats.journal.as_json import JsonCutter
from store.formats.journal.reader import JournalReader
from store.formats.long_lines import of_lines
from store.formats.syslog.telling import DATASET
from store.model import Context

_NAMES = rb'[{,]\s{0,99}"__(?:REALTIME_TIMESTAMP|CURSOR)"\s{0,9}:\s{0,9}"'
_ENTRY = re.compile(_NAMES)
"""Fields that the journal alone can set. Inside a string the quotation mark would be escaped."""
_SAMPLE = b"""\
{"__CURSOR":"s=1f;i=1;b=2e;m=3;t=6;x=4","__REALTIME_TIMESTAMP":"1710051909000000","_HOSTNAME":\
"web1","SYSLOG_IDENTIFIER":"sshd","_PID":"4121","_UID":"0","_COMM":"sshd","PRIORITY":"6",\
"MESSAGE":"Failed password for invalid user admin from 192.0.2.7 port 40112 ssh2"}
{"__CURSOR":"s=1f;i=2;b=2e;m=4;t=7;x=5","__REALTIME_TIMESTAMP":"1710051911500000","_HOSTNAME":\
"web1","SYSLOG_IDENTIFIER":"sudo","_PID":"4130","_UID":"1000","_COMM":"sudo","PRIORITY":"5",\
"MESSAGE":"   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/id"}
"""


def score(head: bytes) -> float:
    """How well the beginning of a source fits: the share of its objects that are entries."""
    found = JsonCutter().cut(head, 0, at_end=True, take_rest=True).found
    raws = [each.raw for each in found if each.raw.strip()]
    if len(raws) > 1 and not head.endswith(b"\n"):
        raws.pop()
    fitting = sum(raw.startswith(b"{") and _ENTRY.search(raw) is not None for raw in raws)
    return fitting / len(raws) if raws else 0.0


def _open(context: Context, state: State, _look_ahead: LookAhead) -> JournalReader:
    return JournalReader(context, state, JsonCutter())


FORMAT = reading_utf16(
    Format(
        name="journal.json",
        title="systemd journal as JSON (journalctl -o json)",
        dataset=DATASET,
        score=score,
        open=of_lines(_open),
        sample=_SAMPLE,
    )
)
