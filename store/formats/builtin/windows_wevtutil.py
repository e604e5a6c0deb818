"""Windows events as text: `wevtutil qe LOG /f:text`."""

import re

from store.formats.encoding import head_as_utf8, in_unicode
from store.formats.interface import Format
from store.formats.windows.events.record import DATASET
from store.formats.windows.exports.listing import events_of
from store.formats.windows.exports.wevtutil import WevtutilReader
from store.formats.windows.scripts import joining_scripts

_SAMPLE = (
    b"Event[0]\r\n"
    b"  Log Name: Security\r\n"
    b"  Source: Microsoft-Windows-Security-Auditing\r\n"
    b"  Date: 2024-05-13T20:31:05.1230000Z\r\n"
    b"  Event ID: 4634\r\n"
    b"  Task: Logoff\r\n"
    b"  Level: Information\r\n"
    b"  Opcode: Info\r\n"
    b"  Keyword: Audit Success\r\n"
    b"  User: N/A\r\n"
    b"  User Name: N/A\r\n"
    b"  Computer: dc1.example.com\r\n"
    b"  Description: \r\n"
    b"An account was logged off.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-5-21-1-2-3-1104\r\n"
    b"\tAccount Name:\t\tbob\r\n\tAccount Domain:\t\tEXAMPLE\r\n\tLogon ID:\t\t0x3A7F1\r\n\r\n"
    b"Logon Type:\t\t\t3\r\n\r\n"
    b"Event[1]\r\n"
    b"  Log Name: System\r\n"
    b"  Source: Service Control Manager\r\n"
    b"  Date: 2024-05-13T20:31:07.5000000Z\r\n"
    b"  Event ID: 7036\r\n"
    b"  Task: N/A\r\n"
    b"  Level: Information\r\n"
    b"  Opcode: N/A\r\n"
    b"  Keyword: Classic\r\n"
    b"  User: N/A\r\n"
    b"  User Name: N/A\r\n"
    b"  Computer: dc1.example.com\r\n"
    b"  Description: \r\n"
    b"The Print Spooler service entered the stopped state.\r\n\r\n"
)
_BEGINNING = re.compile(rb"\s{0,1000}Event\[")


def _score(head: bytes) -> float:
    """Certain where the source begins with an event; one that begins further on is no sign."""
    text = head_as_utf8(head)
    found = _BEGINNING.match(text)
    if found is None:
        return 0.0
    pieces = events_of(text[found.end() - len(b"Event[") :], at_end=True, take_rest=True)
    return float(pieces[0].number >= 0)


FORMAT = Format(
    name="windows.wevtutil",
    title="Windows events as text (wevtutil)",
    dataset=DATASET,
    score=_score,
    open=joining_scripts(in_unicode(WevtutilReader)),
    sample=_SAMPLE,
)
