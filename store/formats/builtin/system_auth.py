"""The auth log of Unix systems: lines of syslog daemons (RFC 3164, 5424) and of journalctl."""

import re

from store.formats.apache.through_syslog import is_of_web_server
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Reader, State
from store.formats.syslog.envelopes import framing
from store.formats.syslog.envelopes.framing import Framing
from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.envelopes.splitting import split
from store.formats.syslog.programs.table import program_of
from store.formats.syslog.reader import AuthReader, Others
from store.formats.syslog.telling import DATASET
from store.model import Context
from store.text import decode

_HEAD = 64 * 1024
_MOST_LINES = 500
_LONGEST = 4096
_OF_VSFTPD = re.compile(rb"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [^\[]{1,40} \[pid ")
_OWN_LOG = 0.5
"""What a line counts that is understood here but has a format of its own."""
_WEB_SERVER = 0.25
"""What a web server's line that came through syslog counts: enough if no other format wants it."""
_SAMPLE = b"""\
Mar 10 06:25:09 web1 sshd[4121]: Invalid user admin from 192.0.2.7 port 40112
Mar 10 06:25:11 web1 sshd[4121]: Failed password for invalid user admin from 192.0.2.7 port 40112
Mar 10 06:25:13 web1 sshd[4121]: Connection closed by 192.0.2.7 port 40112 [preauth]
Mar 10 06:26:02 web1 sudo:     alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/id
Mar 10 06:26:02 web1 sudo: pam_unix(sudo:session): session opened for user root(uid=0) by (uid=0)
2024-03-10T06:27:40.118201+01:00 web1 sshd[4130]: Accepted password for bob from 2001:db8::7
2024-03-10T06:27:40.223104+01:00 web1 systemd-logind[611]: New session 12 of user bob.
"""


def score(head: bytes) -> float:
    """How well the beginning of a source fits: the share of its records with a syslog header."""
    records = _records(head)[:_MOST_LINES]
    if not records:
        return 0.0
    fits = [_fits(raw[:_LONGEST]) for raw in records]
    if 1 in fits:  # other programs' lines among them: only here all are read
        fits = [1 if fit == _WEB_SERVER else fit for fit in fits]
    return sum(fits) / len(records)


def _records(head: bytes) -> list[bytes]:
    """Its records, but for the last if that may be cut off."""
    found = framing.framing_of(iter([head])) or Framing.LINES
    if found is Framing.LINES:
        lines = head.split(b"\n")
        if len(lines) > 1 and (lines[-1] or len(head) >= _HEAD):
            lines.pop()
        return [line for line in lines if line.strip() and line[0] not in b" \t"]
    cut = framing.split(found, head, 0, at_end=True, take_rest=True)
    return [raw for _, raw in cut.records]


def _fits(line: bytes) -> float:
    """Whether a line has a header that other logs do not have as well; less for others' own."""
    header = split(decode(line))
    if header is None:
        return 0
    if is_of_web_server(line):
        return _WEB_SERVER
    if line.startswith(b"<"):
        return 1
    return _OWN_LOG if _OF_VSFTPD.match(line) else _is_usual(header)


def _is_usual(header: Header) -> bool:
    """Whether no other log's lines begin in this way."""
    if header.tag is None:
        return header.exact
    marked = header.pid is not None or program_of(header.tag).known
    return marked or (header.exact and not _like_other_logs(header))


def _like_other_logs(header: Header) -> bool:
    """Whether a header could be the date and level that programs' own logs begin with."""
    return header.dated and (" " in header.minute or header.host is None)


def _open(context: Context, state: State, look_ahead: LookAhead) -> Reader:
    """A reader of one source."""

    def servers() -> Others:
        from store.formats.apache.among_others import ServerLines  # noqa: PLC0415 - most logs have none

        return ServerLines(context)

    return AuthReader(context, state, look_ahead, servers)


FORMAT = reading_utf16(
    Format(
        name="system.auth",
        title="Auth log (syslog): sshd, sudo, su, login, PAM and account tools",
        dataset=DATASET,
        score=score,
        open=_open,
        sample=_SAMPLE,
    )
)
