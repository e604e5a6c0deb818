"""Who acts in a Windows event, on whom, and from where."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from store.formats.addresses import source_of
from store.formats.windows.events.acts import SYSMON, People
from store.formats.windows.events.event import Event
from store.model import Fields

_NOBODY = frozenset({"", "-", "S-1-0-0", "NULL SID"})
_ADDRESSES = ("IpAddress", "ClientAddress", "Address", "SourceAddress", "SourceIp")
_PORTS = ("IpPort", "SourcePort")
_STATIONS = ("WorkstationName", "Workstation", "ClientName")
_OWN_PLACES = {"rdp-auth": "Param3", "account-locked": "TargetDomainName"}
_SESSIONS = (("AccountName", "AccountDomain"), ("Param1", "Param2"))
_QUALIFIED = ("User", "UserContext", "UserName", "param7")


def known(text: str | None) -> str:
    """What a value names; `""` where that is nobody: `-`, the null SID, message ids as `%%1833`."""
    word = text.strip() if text else ""
    return "" if word in _NOBODY or word[:2] == "%%" else word


class Put(NamedTuple):
    """Which of an event's data go into a field, unless it has a value already."""

    key: str
    """The field."""
    name: str
    """The name of the datum."""
    member: bool = False
    """Whether `CN=NAME,…` stands for its name."""


def puts_of(people: People, names: Collection[str]) -> tuple[Put, ...]:
    """Say where an event's data name accounts.

    Args:
        people: Which data name whom.
        names: The names of the event's data.

    Returns:
        What goes into which field, in the order in which it counts; nothing for `SESSION`, where
        that depends on the values.
    """
    if people is People.SESSION:
        return ()
    if people is People.TARGET:
        puts = _account("user", "Target", names)
    else:
        puts = [*_account("user", "Subject", names), *_OTHERS.get(people, _no_other)(names)]
    return tuple(put for put in puts if put.name in names)


def names_of(people: People, puts: Sequence[Put]) -> set[str]:
    """The names of data that `put_people` looks at; some may not be there."""
    session = [*chain.from_iterable(_SESSIONS), *_QUALIFIED] if people is People.SESSION else []
    return {*session, *(put.name for put in puts)}


def put_people(fields: Fields, event: Event, people: People, puts: Sequence[Put]) -> None:
    """Put the accounts of an event: `user…` and `group.name`, as far as they are known.

    Args:
        fields: Where to put them; nobody stands there yet.
        event: Any event.
        people: Which data name whom.
        puts: What `puts_of` says.
    """
    data = event.data
    if people is People.SESSION:
        _put_session(fields, event)
    for key, name, member in puts:
        if key not in fields and (word := known(data[name])):
            word = known(_member(word)) if member else word
            if word:
                fields[key] = word
    if "user.name" not in fields and "user.id" not in fields and _speaks_for_user(event, people):
        _put(fields, "user.id", event.sid)


def _speaks_for_user(event: Event, people: People) -> bool:
    """Whether the account that logs the event is the one that acts in it."""
    return people is not People.TARGET and event.provider.casefold() != SYSMON


def _account(prefix: str, role: str, names: Collection[str]) -> list[Put]:
    """Name, domain and SID of the account in a role."""
    sid = f"{role}UserSid"
    return [
        Put(f"{prefix}.name", f"{role}UserName"),
        Put(f"{prefix}.domain", f"{role}DomainName"),
        Put(f"{prefix}.id", sid if sid in names else f"{role}Sid"),
    ]


def _on_account(names: Collection[str]) -> list[Put]:
    """The account that is acted on; a renamed one by the name it had (4781)."""
    account = _account("user.target", "Target", names)
    return [*account, Put("user.target.name", "OldTargetUserName")]


def _on_group(_names: Collection[str]) -> list[Put]:
    """The group, and the member that comes or goes."""
    return [
        Put("group.name", "TargetUserName"),
        Put("user.target.name", "MemberName", member=True),
        Put("user.target.id", "MemberSid"),
    ]


def _with_account(_names: Collection[str]) -> list[Put]:
    """The account whose rights are used."""
    return [Put("user.effective.name", "TargetUserName")]


def _no_other(_names: Collection[str]) -> list[Put]:
    """Nobody else has a part."""
    return []


_OTHERS = {
    People.ON_ACCOUNT: _on_account,
    People.ON_GROUP: _on_group,
    People.WITH_ACCOUNT: _with_account,
}


def _member(text: str) -> str:
    """The name of a group's member."""
    return text[3:].split(",", 1)[0] if text[:3].upper() == "CN=" else text


def _put_session(fields: Fields, event: Event) -> None:
    r"""Put the account of a session: name and domain apart (4778, 1149) or as `DOMAIN\name`."""
    data = event.data
    for name, domain in _SESSIONS:
        _put(fields, "user.name", data.get(name))
        _put(fields, "user.domain", data.get(domain))
        if "user.name" in fields or "user.domain" in fields:
            return
    whole = next(filter(None, (known(data.get(name)) for name in _QUALIFIED)), "")
    domain, _, name = whole.rpartition("\\")
    _put(fields, "user.name", name)
    _put(fields, "user.domain", domain)


class Places(NamedTuple):
    """Which of an event's data say where it came from; of each sort in the order that counts."""

    addresses: tuple[str, ...]
    ports: tuple[str, ...]
    stations: tuple[str, ...]


def places_of(action: str | None, names: Collection[str]) -> Places | None:
    """Say where an event's data have its source.

    Args:
        action: What it tells of: some events keep the address in a place of their own.
        names: The names of the event's data.

    Returns:
        The places that there are; None where there is none.
    """
    own = _OWN_PLACES.get(action or "")
    groups = ((*_ADDRESSES, own) if own else _ADDRESSES, _PORTS, _STATIONS)
    places = Places(*(tuple(name for name in group if name in names) for group in groups))
    return places if any(places) else None


def put_source(fields: Fields, data: Mapping[str, str], places: Places) -> None:
    """Put where an event came from: `source.ip`, `source.port`, `source.domain`, if known.

    Args:
        fields: Where to put it; none of it stands there yet.
        data: The event's data.
        places: Which of them say it.
    """
    for name in places.addresses:
        found = source_of(text) if (text := known(data[name])) else None
        if found:
            fields.setdefault(*found)
    port = next(filter(None, (port_of(data[name]) for name in places.ports)), None)
    if port is not None:
        fields["source.port"] = port
    for name in places.stations:
        station = known(data[name]).removeprefix("\\\\")
        if "source.domain" not in fields and source_of(station) is not None:
            fields["source.domain"] = station


def port_of(text: str) -> int | None:
    """The port that a value is, if it is one."""
    port = text.strip()
    if port.isascii() and port.isdigit() and 0 < int(port[:6]) <= 0xFFFF:
        return int(port[:6])
    return None


def _put(fields: Fields, key: str, value: str | None) -> None:
    """Put a value that names somebody."""
    if key not in fields and (word := known(value)):
        fields[key] = word
