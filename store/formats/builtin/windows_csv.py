"""Windows events as Event Viewer saves them as CSV."""

from store.formats.windows.exports.rows import shape_of
from store.formats.windows.exports.viewer import log_format

_SAMPLE = (
    b"\xef\xbb\xbfKeywords,Date and Time,Source,Event ID,Task Category\r\n"
    b"Audit Failure,5/13/2024 10:31:05 PM,Microsoft-Windows-Security-Auditing,4625,Logon,"
    b'"An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tNULL SID\r\n'
    b"\tAccount Name:\t\t-\r\n\tAccount Domain:\t\t-\r\n\tLogon ID:\t\t0x0\r\n\r\n"
    b"Logon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n"
    b"\tSecurity ID:\t\tNULL SID\r\n\tAccount Name:\t\talice\r\n"
    b"\tAccount Domain:\t\tEXAMPLE\r\n\r\nFailure Information:\r\n"
    b"\tFailure Reason:\t\tUnknown user name or bad password.\r\n"
    b"\tStatus:\t\t\t0xC000006D\r\n\tSub Status:\t\t0xC000006A\r\n\r\n"
    b"Process Information:\r\n\tCaller Process ID:\t0x0\r\n\tCaller Process Name:\t-\r\n\r\n"
    b"Network Information:\r\n\tWorkstation Name:\tPC7\r\n"
    b"\tSource Network Address:\t192.0.2.7\r\n\tSource Port:\t\t50123\r\n\r\n"
    b"Detailed Authentication Information:\r\n\tLogon Process:\t\tNtLmSsp \r\n"
    b"\tAuthentication Package:\tNTLM\r\n\tTransited Services:\t-\r\n"
    b'\tPackage Name (NTLM only):\t-\r\n\tKey Length:\t\t0"\r\n'
    b"Audit Success,5/13/2024 10:30:58 PM,Microsoft-Windows-Security-Auditing,4634,Logoff,"
    b'"An account was logged off.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tEXAMPLE\\bob\r\n'
    b"\tAccount Name:\t\tbob\r\n\tAccount Domain:\t\tEXAMPLE\r\n\tLogon ID:\t\t0x3A7F1\r\n\r\n"
    b'Logon Type:\t\t\t3"\r\n'
)

FORMAT = log_format("windows.csv", "Windows events as CSV (Event Viewer)", shape_of(","), _SAMPLE)
