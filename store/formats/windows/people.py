"""Who acts in a Windows event, on whom, and from where."""

from store.formats.addresses import source_of
from store.formats.windows.acts import SYSMON, People
from store.formats.windows.event import Event
from store.model import Fields

_NOBODY = frozenset({"", "-", "S-1-0-0", "NULL SID"})
_ADDRESSES = ("IpAddress", "ClientAddress", "Address", "SourceAddress", "SourceIp")
_PORTS = ("IpPort", "SourcePort")
_STATIONS = ("WorkstationName", "Workstation", "ClientName")
_SOURCES = frozenset((*_ADDRESSES, *_PORTS, *_STATIONS))
_OWN_PLACES = {"rdp-auth": "Param3", "account-locked": "TargetDomainName"}
_QUALIFIED = ("User", "UserContext", "UserName", "param7")


def known(text: str | None) -> str:
    """What a value names; `""` where that is nobody: `-`, the null SID, message ids as `%%1833`."""
    word = text.strip() if text else ""
    return "" if word in _NOBODY or word[:2] == "%%" else word


def people_of(event: Event, people: People) -> Fields:
    """The accounts of an event.

    Args:
        event: Any event.
        people: Which data name whom.

    Returns:
        `user.*`, `user.target.*`, `user.effective.*` and `group.name`, as far as they are known.
    """
    data = event.data
    fields: Fields = {}
    if people is People.TARGET:
        _account(fields, "user", data, "Target")
    elif people is People.SESSION:
        _session(fields, event)
    else:
        _account(fields, "user", data, "Subject")
        _OTHERS.get(people, _no_other)(fields, data)
    if "user.name" not in fields and "user.id" not in fields and _speaks_for_user(event, people):
        _put(fields, "user.id", event.sid)
    return fields


def _speaks_for_user(event: Event, people: People) -> bool:
    """Whether the account that logs the event is the one that acts in it."""
    return people is not People.TARGET and event.provider.casefold() != SYSMON


def _account(fields: Fields, prefix: str, data: dict[str, str], role: str) -> None:
    """Put name, domain and SID of the account in a role."""
    _put(fields, f"{prefix}.name", data.get(f"{role}UserName"))
    _put(fields, f"{prefix}.domain", data.get(f"{role}DomainName"))
    _put(fields, f"{prefix}.id", data.get(f"{role}UserSid") or data.get(f"{role}Sid"))


def _on_account(fields: Fields, data: dict[str, str]) -> None:
    """The account that is acted on; a renamed one by the name it had (4781)."""
    _account(fields, "user.target", data, "Target")
    if "user.target.name" not in fields:
        _put(fields, "user.target.name", data.get("OldTargetUserName"))


def _on_group(fields: Fields, data: dict[str, str]) -> None:
    """The group, and the member that comes or goes; `CN=…` stands for its name."""
    _put(fields, "group.name", data.get("TargetUserName"))
    member = known(data.get("MemberName"))
    if member[:3].upper() == "CN=":
        member = member[3:].split(",", 1)[0]
    _put(fields, "user.target.name", member)
    _put(fields, "user.target.id", data.get("MemberSid"))


def _with_account(fields: Fields, data: dict[str, str]) -> None:
    """The account whose rights are used."""
    _put(fields, "user.effective.name", data.get("TargetUserName"))


def _no_other(_fields: Fields, _data: dict[str, str]) -> None:
    """Nobody else has a part."""


_OTHERS = {
    People.ON_ACCOUNT: _on_account,
    People.ON_GROUP: _on_group,
    People.WITH_ACCOUNT: _with_account,
}


def _session(fields: Fields, event: Event) -> None:
    r"""The account of a session: name and domain apart (4778, 1149) or as `DOMAIN\name`."""
    data = event.data
    for name, domain in (("AccountName", "AccountDomain"), ("Param1", "Param2")):
        _put(fields, "user.name", data.get(name))
        _put(fields, "user.domain", data.get(domain))
        if fields:
            return
    whole = next(filter(None, (known(data.get(name)) for name in _QUALIFIED)), "")
    domain, _, name = whole.rpartition("\\")
    _put(fields, "user.name", name)
    _put(fields, "user.domain", domain)


def source_of_event(event: Event, action: str | None) -> Fields:
    """Where an event came from over the network.

    Args:
        event: Any event.
        action: What it tells of: some events keep the address in a place of their own.

    Returns:
        `source.ip`, `source.port` and `source.domain`, as far as they are known.
    """
    data = event.data
    own = _OWN_PLACES.get(action or "", "")
    fields: Fields = {}
    if _SOURCES.isdisjoint(data) and own not in data:
        return fields
    for name in (*_ADDRESSES, own):
        if name in data:
            _put_source(fields, known(data[name]))
    for name in _PORTS:
        port = data.get(name, "").strip()
        if port.isascii() and port.isdigit() and 0 < int(port[:6]) <= 0xFFFF:
            fields.setdefault("source.port", int(port[:6]))
    for name in _STATIONS:
        station = known(data.get(name)).removeprefix("\\\\")
        if "source.domain" not in fields and source_of(station) is not None:
            fields["source.domain"] = station
    return fields


def _put_source(fields: Fields, text: str) -> None:
    """Put an address or name, unless there is one already."""
    found = source_of(text) if text else None
    if found:
        fields.setdefault(*found)


def _put(fields: Fields, key: str, value: str | None) -> None:
    """Put a value that names somebody."""
    if key not in fields and (word := known(value)):
        fields[key] = word
