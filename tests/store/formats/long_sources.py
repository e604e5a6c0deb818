"""Sources of every family, one of whose records is as long as a test wants it."""

import json
from typing import NamedTuple

from store.formats import lines
from store.formats.windows import pieces
from store.formats.windows.exports import listing, rows
from store.formats.windows.json import json_objects
from store.formats.windows.powershell import clixml_objects, powershell_rows
from store.formats.windows.xml import splitter

MODULES = (
    *(lines, pieces, listing, rows, json_objects, clixml_objects, powershell_rows),
    splitter,
)
"""Those that hold how long a record may be."""
COUNT = 5
"""Records of a source; the third is the long one."""
_LONG = 2
_EVENT = "http://schemas.microsoft.com/win/2004/08/events/event"
_PROVIDER = "Microsoft-Windows-Security-Auditing"


class Source(NamedTuple):
    """A source."""

    data: bytes
    begin: int
    """Where the long record begins."""
    after: int
    """Where the record after it begins."""


def source(name: str, filler: bytes) -> Source:
    """A source of a family.

    Args:
        name: Of its format; or `glued`, an auth log without line ends.
        filler: Stands in the long record where a client could have written.
    """
    head, make, tail = (_FAMILIES | _GLUED)[name]
    records = [make(number, filler if number == _LONG else b"x") for number in range(COUNT)]
    begin = len(head) + sum(map(len, records[:_LONG]))
    data = head + b"".join(records) + tail
    return Source(data, begin, begin + len(records[_LONG]))


def _access(number: int, text: bytes) -> bytes:
    stamp = b"[10/Mar/2025:00:00:%02d +0000]" % number
    return b'192.0.2.%d - - %b "GET /%b HTTP/1.1" 200 5\n' % (number, stamp, text)


def _error(number: int, text: bytes) -> bytes:
    stamp = b"[Sun Mar 09 06:25:%02d.103786 2025]" % number
    return b"%b [core:error] [pid 8:tid 8] [client 192.0.2.1:5] AH00126: %b\n" % (stamp, text)


def _auth(number: int, text: bytes) -> bytes:
    stamp = b"2025-03-10T06:25:%02d.118201+01:00" % number
    return b"%b web1 sshd[%d]: Invalid user %b from 192.0.2.7 port 4\n" % (stamp, number, text)


def _glued(number: int, text: bytes) -> bytes:
    stamp = b"2025-03-10T06:25:%02d.118201+01:00" % number
    return b"<86>%b web1 sshd[%d]: Invalid user %b from 192.0.2.7 port 4" % (stamp, number, text)


def _named(number: int, text: bytes) -> bytes:
    query = b"queries: info: client @0x7 192.0.2.9#4 (%b): query: a IN A + (192.0.2.53)" % text
    return b"10-Mar-2025 06:25:%02d.123 %b\n" % (number, query)


def _journal(number: int, text: bytes) -> bytes:
    entry = {
        "__REALTIME_TIMESTAMP": str(1_741_584_300_000_000 + number * 1_000_000),
        "_HOSTNAME": "web1",
        "SYSLOG_IDENTIFIER": "sshd",
        "_PID": "41",
        "MESSAGE": text.decode(),
    }
    return json.dumps(entry).encode() + b"\n"


def _export(number: int, text: bytes) -> bytes:
    head = b"__CURSOR=s=%d\n__REALTIME_TIMESTAMP=%d\n" % (number, 1_741_584_300_000_000 + number)
    size = len(text).to_bytes(8, "little")
    return head + b"_HOSTNAME=web1\nMESSAGE\n" + size + text + b"\n_PID=4\n\n"


def _xml(number: int, text: bytes) -> bytes:
    system = (
        f"<System><Provider Name='{_PROVIDER}'/><EventID>4688</EventID>"
        f"<TimeCreated SystemTime='2025-03-10T06:25:{number:02d}.118201Z'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>Security</Channel>"
        f"<Computer>pc1</Computer></System>"
    ).encode()
    data = b"<EventData><Data Name='CommandLine'>%b</Data></EventData>" % text
    return b"<Event xmlns='%b'>%b%b</Event>" % (_EVENT.encode(), system, data)


def _object(number: int, text: bytes) -> bytes:
    system = {
        "Provider": {"#attributes": {"Name": _PROVIDER}},
        "EventID": 4688,
        "TimeCreated": {"#attributes": {"SystemTime": f"2025-03-10T06:25:{number:02d}.118201Z"}},
        "EventRecordID": number,
        "Channel": "Security",
        "Computer": "pc1",
    }
    event = {"System": system, "EventData": {"CommandLine": text.decode()}}
    return json.dumps({"Event": event}).encode()


def _clixml(number: int, text: bytes) -> bytes:
    kind = b'<TNRef RefId="0"/>'
    if not number:
        full = b"System.Diagnostics.Eventing.Reader.EventLogRecord"
        kind = b'<TN RefId="0"><T>%b</T><T>System.Object</T></TN>' % full
    props = (
        f'<I32 N="Id">4688</I32><S N="ProviderName">{_PROVIDER}</S><S N="LogName">Security</S>'
        f'<S N="MachineName">pc1</S><I64 N="RecordId">{number}</I64>'
        f'<DT N="TimeCreated">2025-03-10T06:25:{number:02d}.5265735-08:00</DT>'
    ).encode()
    inner = b'<Obj N="Properties" RefId="%d1"><LST><Obj RefId="%d2">' % (number + 1, number + 1)
    inner += b'<TNRef RefId="2"/><Props><S N="Value">%b</S></Props></Obj></LST></Obj>' % text
    body = b"<Props>%b%b</Props>" % (props, inner)
    return b'<Obj RefId="%d">%b%b</Obj>' % (number * 100, kind, body)


_CLIXML = (
    b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">',
    b"</Objs>",
)
_VIEWER = b"Keywords,Date and Time,Source,Event ID,Task Category\r\n"


def _viewer(number: int, text: bytes) -> bytes:
    cells = b"Audit Success,3/10/2025 6:25:%02d AM,%b,4688,Process" % (number, _PROVIDER.encode())
    return b'%b,"A process.\r\n\r\n%b"\r\n' % (cells, text)


def _tabbed(number: int, text: bytes) -> bytes:
    cells = b"Information\t3/10/2025 6:25:%02d AM\t%b\t1\tNone" % (number, _PROVIDER.encode())
    return b'%b\t"A process.\r\n\r\n%b"\r\n' % (cells, text)


_PS_NAMES = (
    b'"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"'
)


def _powershell(number: int, text: bytes) -> bytes:
    known = b'"4688","0","%d","%b","Security","pc1"' % (number, _PROVIDER.encode())
    return b'"A process. %b",%b,"3/10/2025 6:25:%02d AM"\r\n' % (text, known, number)


def _listed(number: int, text: bytes) -> bytes:
    lines_ = (
        *(f"Event[{number}]", "  Log Name: Security", f"  Source: {_PROVIDER}"),
        *(f"  Date: 2025-03-10T06:25:{number:02d}.1182010Z", "  Event ID: 4688", "  Task: P"),
        *("  Level: I", "  Opcode: I", "  Keyword: A", "  User: N/A", "  User Name: N/A"),
        *("  Computer: pc1", "  Description: ", "A process."),
    )
    return "\r\n".join(lines_).encode() + b"\r\n" + text + b"\r\n\r\n"


_FAMILIES = {
    "apache.access": (b"", _access, b""),
    "apache.error": (b"", _error, b""),
    "system.auth": (b"", _auth, b""),
    "dns.named": (b"", _named, b""),
    "journal.json": (b"", _journal, b""),
    "journal.export": (b"", _export, b""),
    "windows.xml": (b"<Events>", _xml, b"</Events>"),
    "windows.jsonl": (b"", lambda number, text: _object(number, text) + b"\n", b""),
    "windows.clixml": (_CLIXML[0], _clixml, _CLIXML[1]),
    "windows.csv": (_VIEWER, _viewer, b""),
    "windows.txt": (_VIEWER.replace(b",", b"\t"), _tabbed, b""),
    "windows.powershell": (_PS_NAMES + b"\r\n", _powershell, b""),
    "windows.wevtutil": (b"", _listed, b""),
}
NAMES = tuple(_FAMILIES)
"""Formats of which there are such sources."""
_GLUED = {"glued": (b"", _glued, b"")}
