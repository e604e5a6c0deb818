"""What rules call the fields of a record: the names that Sigma uses for each log, and the keys."""

from enum import StrEnum

WEIGHT = "related.weight"
"""Virtual: how many attempts a record stands for."""
ORIGINAL = "event.original"
"""Virtual: the raw record as text; what a rule's keywords are looked for in."""
EVENT_DATA = "winlog.event_data"
"""Virtual: all values of a Windows event's data, one a line (Sigma's `Data`)."""
TARGET = "url.original"
"""Virtual: path, and behind a question mark the query (Sigma's `cs-uri-query`)."""
PLAIN_TARGET = "url.decoded"
"""Virtual: the same without disguises, as the application would read it."""
PLAIN_AGENT = "user_agent.decoded"
"""Virtual: the client's agent without disguises."""
PLAIN_REFERRER = "http.request.referrer.decoded"
"""Virtual: the referrer without disguises."""
TIME = "@timestamp"
"""Virtual: the record's time in ISO 8601, on the wall clock of the configured zone."""
PROCESS_USER = "process.user.name"
"""Virtual: whose process a Windows event tells of, with its domain (`NT AUTHORITY\\SYSTEM`)."""
PROCESS_ID = "process.entity.pid"
"""Virtual: the process that a Windows event tells of, in decimal."""
PARENT_ID = "process.parent.pid"
"""Virtual: its parent, in decimal."""
INTEGRITY = "process.integrity_level"
"""Virtual: `Low`, `Medium`, `High` or `System`."""
LOGON_PROCESS = "winlog.event_data.LogonProcessName"
"""What asked for a Windows logon; Windows writes blanks behind it (`NtLmSsp `)."""
NETWORK = "source.network"
"""Virtual: the network of the address, /24 of IPv4 and /48 of IPv6 (`203.0.113.0/24`)."""
WEIGHT = "related.weight"
"""Virtual: how many attempts a record stands for."""
COUNTRY = "source.geo.country_iso_code"
"""Virtual: the country of the address, as the user's MMDB files say (`NL`)."""
CITY = "source.geo.city_name"
"""Virtual: its city."""
ASN = "source.as.number"
"""Virtual: the number of the autonomous system that it belongs to."""
ORGANIZATION = "source.as.organization.name"
"""Virtual: who runs that."""
ADDRESS_CLASS = "source.class"
"""Virtual: what the address is for (`public`, `private`, `cgnat`, ...); needs no file."""
FEEDS = "threat.feed.name"
"""Virtual: the user's lists that the address is on, by name, with commas between them."""
CALENDAR = ("weekday", "hour", "date")
"""Virtual: 0 (Sunday) to 6, 0 to 23, and YYYY-MM-DD, on the wall clock of the configured zone."""


class Family(StrEnum):
    """Whose names a rule uses, besides those of ECS."""

    ECS = "ecs"
    WEB = "web"
    LINUX = "linux"
    WINDOWS = "windows"
    PROCESS = "process"
    """Windows process creation: Sysmon's names, also for the Security log's event 4688."""
    DNS = "dns"


_TIMES = {"timestamp": TIME, "@timestamp": TIME}
_WEB = _TIMES | {
    "c-ip": "source.ip",
    "c-port": "source.port",
    "src_ip": "source.ip",
    "cs-method": "http.request.method",
    "cs-uri-stem": "url.path",
    "cs-uri-query": TARGET,
    "cs-uri": TARGET,
    "c-uri": TARGET,
    "c-uri-query": TARGET,
    "c-uri-stem": "url.path",
    "sc-status": "http.response.status_code",
    "sc-bytes": "http.response.body.bytes",
    "cs-user-agent": "user_agent.original",
    "c-useragent": "user_agent.original",
    "cs(user-agent)": "user_agent.original",
    "cs-referer": "http.request.referrer",
    "cs-referrer": "http.request.referrer",
    "cs(referer)": "http.request.referrer",
    "cs-host": "url.domain",
    "cs-username": "user.name",
    "cs-version": "http.version",
    "cs-bytes": "http.request.bytes",
    "cs-content-type": "http.request.mime_type",
    "sc-content-type": "http.response.mime_type",
    "cs-cookie": "http.request.headers.cookie",
    "cs(cookie)": "http.request.headers.cookie",
    "cs(host)": "url.domain",
    "cs-user": "user.name",
    "cs-uri-path": "url.path",
    "x-forwarded-for": "http.request.headers.x-forwarded-for",
    "s-computername": "host.name",
    "s-ip": "destination.ip",
    "s-port": "destination.port",
    "dst_ip": "destination.ip",
    "dst_port": "destination.port",
    "src_port": "source.port",
    "r-dns": "url.domain",
    "client": "source.ip",
    "host": "host.name",
    "hostname": "host.name",
    "level": "log.level",
    "module": "apache.error.module",
    "code": "event.code",
    "pid": "process.pid",
    "tid": "process.thread.id",
    "msg": "message",
}
_LINUX = _TIMES | {
    "c-ip": "source.ip",
    "src_ip": "source.ip",
    "user": "user.name",
    "USER": "user.effective.name",
    "username": "user.name",
    "uid": "user.id",
    "UID": "user.id",
    "TTY": "process.tty",
    "tty": "process.tty",
    "PWD": "process.working_directory",
    "rhost": "source.ip",
    "c-port": "source.port",
    "src_port": "source.port",
    "port": "source.port",
    "group": "group.name",
    "exe": "process.executable",
    "host": "host.name",
    "hostname": "host.name",
    "program": "process.name",
    "process": "process.name",
    "pid": "process.pid",
    "command": "process.command_line",
    "COMMAND": "process.command_line",
    "action": "event.action",
    "outcome": "event.outcome",
    "msg": "message",
}
_WINDOWS = _TIMES | {
    "EventID": "event.code",
    "Channel": "winlog.channel",
    "Provider_Name": "winlog.provider_name",
    "Computer": "winlog.computer_name",
    "ComputerName": "winlog.computer_name",
    "Level": "winlog.level",
    "Keywords": "winlog.keywords",
    "Task": "winlog.task",
    "Opcode": "winlog.opcode",
    "Message": "message",
    "Data": EVENT_DATA,
    "EventRecordID": "winlog.record_id",
    "TimeCreated": TIME,
}
_PROCESS = _WINDOWS | {
    "Image": "process.executable",
    "CommandLine": "process.command_line",
    "ParentImage": "process.parent.executable",
    "NewProcessName": "process.executable",
    "ProcessCommandLine": "process.command_line",
    "ParentProcessName": "process.parent.executable",
    "NewProcessId": PROCESS_ID,
    "User": PROCESS_USER,
    "ProcessId": PROCESS_ID,
    "ParentProcessId": PARENT_ID,
    "IntegrityLevel": INTEGRITY,
    "LogonId": "process.logon.id",
}
_DNS = _TIMES | {
    "query": "dns.question.name",
    "record_type": "dns.question.type",
    "c-ip": "source.ip",
    "src_ip": "source.ip",
}
NAMES: dict[Family, dict[str, str]] = {
    Family.ECS: _TIMES,
    Family.WEB: _WEB,
    Family.LINUX: _LINUX,
    Family.WINDOWS: _WINDOWS,
    Family.PROCESS: _PROCESS,
    Family.DNS: _DNS,
}
"""Of each family; ECS names are understood beside them."""
