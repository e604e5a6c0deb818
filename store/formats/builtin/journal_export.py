"""The systemd journal in its export format: `journalctl -o export`."""

from store.formats.interface import Format, LookAhead, State
from store.formats.journal.as_export import CURSOR, ExportCutter
from store.formats.journal.reader import JournalReader
from store.formats.syslog.telling import DATASET
from store.model import Context

_TIME = b"\n__REALTIME_TIMESTAMP="
_SAMPLE = b"""\
__CURSOR=s=1f;i=1;b=2e;m=3;t=6;x=4
__REALTIME_TIMESTAMP=1710051909000000
_HOSTNAME=web1
PRIORITY=6
SYSLOG_IDENTIFIER=sshd
_PID=4121
_UID=0
_COMM=sshd
MESSAGE=Failed password for invalid user admin from 192.0.2.7 port 40112 ssh2

__CURSOR=s=1f;i=2;b=2e;m=4;t=7;x=5
__REALTIME_TIMESTAMP=1710051911500000
_HOSTNAME=web1
PRIORITY=5
SYSLOG_IDENTIFIER=sudo
_PID=4130
_UID=1000
_COMM=sudo
MESSAGE
\x44\0\0\0\0\0\0\0\
   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/id

"""


def score(head: bytes) -> float:
    """How well the beginning of a source fits: the share of its bytes that are in entries."""
    if CURSOR not in head or _TIME not in head:
        return 0.0
    found = ExportCutter({}).cut(head, 0, at_end=True, take_rest=True).found
    fitting = sum(len(each.raw) for each in found if _begins_entry(each.raw))
    return fitting / sum(len(each.raw) for each in found)


def _begins_entry(raw: bytes) -> bool:
    """Whether a stretch begins as journalctl begins an entry, perhaps cut off."""
    return raw.startswith(CURSOR) and _TIME in raw


def _open(context: Context, state: State, _look_ahead: LookAhead) -> JournalReader:
    return JournalReader(context, state, ExportCutter(state.get("cutter", {})))


FORMAT = Format(
    name="journal.export",
    title="systemd journal in its export format (journalctl -o export)",
    dataset=DATASET,
    score=score,
    open=_open,
    sample=_SAMPLE,
)
