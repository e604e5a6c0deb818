"""Logins to SQL Server, which it reports to the Application log in words of its own.

Source: Microsoft's "SQL Server events and errors": 18456 and its like say who could not log in and
why, and at the end of their last datum, or of the text, `[CLIENT: address]`; 18453 to 18455 say who
could.
"""

import re
from functools import lru_cache

from store.formats.addresses import source_of
from store.formats.windows.events.event import Event
from store.model import Fields, Kind, Outcome, Record

_GOOD = frozenset({"18453", "18454", "18455"})
_BAD = frozenset(["18452", "18456", "18461", "18462", "18470", "18486", "18487", "18488"])
_CLIENT = re.compile(r"\[CLIENT: ([^\[\]]{1,64})\]\s*\Z")
_ACCOUNT = re.compile(r"'([^']{1,256})'")


def speaks(provider: str) -> bool:
    """Whether a provider (`System/Provider/@Name`) is an instance of SQL Server."""
    return provider == "MSSQLSERVER" or provider.startswith("MSSQL$")


def told(record: Record, event: Event) -> Record:
    """Add what an event means to its record.

    Args:
        record: The event's record.
        event: An event of a provider that `speaks`.

    Returns:
        The record with action, outcome, user and source; the same where it is no login.
    """
    if event.code not in _GOOD and event.code not in _BAD:
        return record
    outcome = Outcome.SUCCESS if event.code in _GOOD else Outcome.FAILURE
    fields = {**record.fields, **_account(event), **_client(event)}
    return record._replace(kind=_kind(record.kind, outcome), fields=fields)


def _account(event: Event) -> Fields:
    r"""Who logs in: `NAME` or `DOMAIN\NAME`, the first datum, or what the text has in quotes."""
    quoted = _ACCOUNT.search(event.message)
    whole = event.data.get("param1") or (quoted[1] if quoted else "")
    domain, _, name = whole.rpartition("\\")
    named = {"user.name": name, "user.domain": domain}
    return {key: word for key, word in named.items() if word}


def _client(event: Event) -> Fields:
    """From where: what stands at the very end, for the account's name may say anything before."""
    texts = [event.message, *(text for name, text in event.data.items() if name != "param1")]
    found = next(filter(None, map(_CLIENT.search, texts)), None)
    source = source_of(found[1]) if found and not found[1].startswith("<") else None
    return dict([source]) if source else {}


@lru_cache(maxsize=1024)
def _kind(kind: Kind, outcome: Outcome) -> Kind:
    """The kind of an event with its meaning, one object for all that are alike."""
    return kind._replace(category="authentication", action="login", outcome=outcome)
