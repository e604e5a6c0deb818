"""Replace addresses and accounts, so that an export can leave the house and still be followed.

The same address, or account, is replaced by the same word everywhere: in fields, in messages, in
raw records, in every export of one database. The words are made with a secret key of the
database's own, so that nobody can find out an address by trying all that there are.

What is replaced: addresses of both families in any usual spelling, an event's own also as numbers,
with dashes and backwards; names of clients' hosts; names of accounts that occur in some event;
security identifiers; what the user's files say of an address (country, network, class, lists); all
that also behind percent signs, base64 and hexadecimal digits. What is not: the logging host, its
files, its sites, an account that is written in a way that no format has understood.
"""

import hmac
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace as _replaced
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, TypeAlias

from store.exporting.encoded import encoded
from store.exporting.findings import Finding, Party
from store.exporting.spellings import Spellings, spellings, with_plain_addresses
from store.model import FieldValue
from store.queries.documents import Document

_Value: TypeAlias = FieldValue | list[str]

_PREFIX = int(IPv6Address("2001:db8::"))
_HOST_BITS = 96

_BROWSERS = "Chrome|Chromium|CriOS|Edg|EdgA|HeadlessChrome|OPR|SamsungBrowser|Vivaldi|YaBrowser"
"""Their versions look like addresses."""
_V4 = r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)"
_ADDRESS = re.compile(
    rf"(?P<version>\b(?:{_BROWSERS})/[\d.]+)"
    r"|(?P<run>(?:(?<![\w.])|(?<=\w)(?=:))(?=[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:)[0-9A-Fa-f:.]{2,60}(?!\w))"
    rf"|{_V4}"
)
"""An address of IPv4, or a run of digits in which one of IPv6 may stand."""
_QUAD = re.compile(_V4)
_SID = re.compile(r"S-1-5-21(?:-\d{1,10}){1,15}", re.ASCII)
_WORD = re.compile(r"[\w$-]+(?:[.@+][\w$-]+)*")
_SIGNS = re.compile(r"([^A-Za-z0-9$\u0080-\U0010ffff]+)")
"""Between the pieces of a word."""
_MOST_PIECES = 15
"""Pieces, with the signs between them, of the longest name that is looked for in a word."""
_DASHED = re.compile(r"(?<![\dA-Za-z])\d{1,3}([-_])\d{1,3}\1\d{1,3}\1\d{1,3}(?![\dA-Za-z])")
"""How names of hosts have addresses in them."""
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
"""Before a number, as in 192.000.002.001."""
_DEEPEST = 4
"""Codes within codes that are looked into."""

_ACCOUNT_KEY = re.compile(
    r"(?:(?:^|\.)user\.(?:.*\.)?(?:name|id|email)|User(?:Name)?|Sid|AccountName)$"
)
"""Fields that hold an account and nothing else: ECS, and Windows' event data."""
_HOST_KEYS = frozenset({"source.domain", "client.domain"})

_COMMON = frozenset(
    {
        *("accepted", "account", "address", "authentication", "closed", "connection", "error"),
        *("disconnected", "failed", "failure", "for", "from", "get", "http", "https", "id"),
        *("invalid", "is", "keyboard-interactive", "key", "logon", "message", "method", "named"),
        *("none", "null", "opened", "pam", "password", "port", "post", "publickey", "query"),
        *("session", "ssh", "ssh2", "sshd", "sudo", "the", "to", "unix", "user", "username"),
        "with",
    }
)
"""Words of logs that somebody has tried as an account: the text around must stay readable."""


_ABOUT_ADDRESSES = ("source.geo.", "source.as.", "source.class", "threat.feed.")
"""Where an address is, who runs it, what it is for, who warns of it: of an event they are left out
with it; where alerts are told apart by them, a word stands for each."""
_PLAIN = frozenset({"@timestamp", "event.dataset", "event.category", "event.action"})
"""Fields that no log writes itself."""
_MOST_PHRASES = 2_000
"""Names with spaces or signs in them that are looked for in texts."""


_SHORT = 300
"""Characters of a text that may well come again."""


class _Names(NamedTuple):
    """Accounts as they occur in texts."""

    words: frozenset[str] = frozenset()
    """Those that are one word, in lower case."""
    phrases: re.Pattern[str] | None = None
    """Any of the others; None where there is none."""
    addresses: Spellings | None = None
    """Of an event's own."""
    pieces: int = 1
    """Pieces, with the signs between them, of the longest word."""

    @classmethod
    def of(cls, accounts: Iterable[str], addresses: Iterable[str] = ()) -> "_Names":
        """Names but those that a text is full of anyway."""
        names = {name for name in accounts if len(name) > 1 and not name.isdigit()}
        words = {name.lower() for name in names if _WORD.fullmatch(name)}
        others = sorted((n for n in names if n.lower() not in words), key=len, reverse=True)
        either = "|".join(map(re.escape, others[:_MOST_PHRASES]))
        phrases = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None
        pieces = max((len(_SIGNS.split(word)) for word in words), default=1)
        most = min(pieces, _MOST_PIECES)
        return cls(frozenset(words - _COMMON), phrases, spellings(tuple(addresses)), most)


_NOBODY = _Names()


class Redactor:
    """Replaces with one key."""

    def __init__(
        self,
        key: bytes,
        accounts: Iterable[str] = (),
        hosts: Iterable[str] = (),
        *,
        keep_prefixes: bool = False,
    ) -> None:
        """Get ready.

        Args:
            key: Secret, up to 64 bytes.
            accounts: Names that are replaced wherever they stand as a word.
            hosts: Names of clients' hosts, likewise.
            keep_prefixes: Addresses that share their first bits still do, and stay in their family;
                otherwise each becomes one of 2001:db8::/32 that says nothing.
        """
        self._key = key
        self._hosts = {name.lower() for name in hosts}
        self._names = _Names.of(accounts)
        self._keep_prefixes = keep_prefixes
        self._replaced = lru_cache(maxsize=1 << 16)(self._address)
        self._remembered = lru_cache(maxsize=1 << 14)(self._text)

    def document(self, document: Document) -> Document:
        """An event's document without its addresses and accounts; its id is another one too.

        The id is a hash of what the record says, which could be found by trying.
        """
        own = [str(value) for key, value in document.items() if _ACCOUNT_KEY.search(key)]
        addresses = (str(value) for key, value in document.items() if key.endswith(".ip"))
        names = _Names.of(own, dict.fromkeys(addresses))
        return {
            key: self._field(key, value, names)
            for key, value in document.items()
            if not key.startswith(_ABOUT_ADDRESSES)
        }

    def finding(self, finding: Finding) -> Finding:
        """An alert without them; what analysts have written about it too."""
        alert = finding.alert
        group = {key: self._alone(key, value) for key, value in alert.group.items()}
        assignee = None if alert.assignee is None else self.account(alert.assignee)
        notes = tuple(map(self.text, alert.notes))
        return Finding(
            _replaced(alert, group=group, assignee=assignee, notes=notes),
            finding.rule,
            tuple(
                _replaced(each, actor=self.account(each.actor), after=self._states(each.after))
                for each in finding.actions
            ),
            tuple(self._party(each) for each in finding.parties),
            tuple(map(self.document, finding.evidence)),
        )

    def account(self, name: str) -> str:
        """What stands for an account."""
        return f"user-{self._digest('account', name.lower())[:10]}"

    def host(self, name: str) -> str:
        """What stands for the name of a host."""
        return f"host-{self._digest('host', name.lower())[:10]}.invalid"

    def address(self, text: str) -> str:
        """What stands for an address; a text that is none stays."""
        return self._replaced(text)

    def text(self, text: str) -> str:
        """A text in which addresses, hosts and accounts are replaced."""
        return self._text(with_plain_addresses(text), _NOBODY)

    def _text(self, text: str, own: "_Names", depth: int = 0) -> str:
        """What is said in code is looked at in clear."""
        parts: list[str] = []
        at = 0
        for each in encoded(text) if depth < _DEEPEST else ():
            replaced = self._text(each.text, own, depth + 1)
            if replaced != each.text:
                parts += (self._clear(text[at : each.start], own), each.encode(replaced))
                at = each.end
        return "".join((*parts, self._clear(text[at:], own)))

    def _clear(self, text: str, own: "_Names") -> str:
        """Between addresses, words are looked up: within one, a word is none."""
        parts: list[str] = []
        at = 0
        for found in _ADDRESS.finditer(text):
            parts += (self._between(text[at : found.start()], own), self._found(found, own))
            at = found.end()
        return "".join((*parts, self._between(text[at:], own)))

    def _between(self, text: str, own: "_Names") -> str:
        """An event's own addresses are known in spellings that others are not."""
        if own.addresses is None or not own.addresses.occur(text):
            return self._words(text, own)
        parts: list[str] = []
        at = 0
        for found in own.addresses.pattern.finditer(text):
            replaced = self._replaced(own.addresses.address(found[0]))
            parts += (self._words(text[at : found.start()], own), replaced)
            at = found.end()
        return "".join((*parts, self._words(text[at:], own)))

    def _words(self, text: str, own: "_Names") -> str:
        for phrases in (own.phrases, self._names.phrases):
            if phrases is not None:
                text = phrases.sub(lambda found: self.account(found[0]), text)
        text = _DASHED.sub(self._dashed, text)
        text = _SID.sub(lambda found: self._sid(found[0]), text)
        return _WORD.sub(lambda found: self._word(found[0], own), text)

    def _field(self, key: str, value: _Value, own: "_Names") -> _Value:
        if isinstance(value, list):
            return [self._text(each, own) for each in value]
        if key == "event.id":
            return self._digest("event", str(value))[:32]
        if _ACCOUNT_KEY.search(key) or key in _HOST_KEYS:
            return self._alone(key, value)
        if not isinstance(value, str) or key in _PLAIN:
            return value
        return self._text(value, own) if len(value) > _SHORT else self._remembered(value, own)

    def _alone(self, key: str, value: FieldValue) -> str | int:
        """A value that stands by itself."""
        if key.startswith(_ABOUT_ADDRESSES):
            return f"place-{self._digest(key, str(value))[:10]}"
        if _ACCOUNT_KEY.search(key):
            return self._named(str(value)) if value != "" else ""
        if isinstance(value, str):
            return self.host(value) if key in _HOST_KEYS else self.text(value)
        return int(value)

    def _states(self, states: Mapping[str, str | int | None]) -> Mapping[str, str | int | None]:
        return {key: self.text(v) if isinstance(v, str) else v for key, v in states.items()}

    def _party(self, party: Party) -> Party:
        value = self.host(party.value) if party.is_name else self.address(party.value)
        return party._replace(value=value)

    def _named(self, name: str) -> str:
        return self._sid(name) if _SID.fullmatch(name) else self.account(name)

    def _sid(self, text: str) -> str:
        return f"S-1-5-21-{int(self._digest('sid', text)[:8], 16)}"

    def _word(self, word: str, own: "_Names") -> str:
        known = self._known(word, own)
        if known is not None or word.isalnum():
            return known or word
        pieces = _SIGNS.split(word)
        return word if len(pieces) < 3 else self._pieces(pieces, own)

    def _pieces(self, pieces: list[str], own: "_Names") -> str:
        """A word of several pieces, with signs between them: a name may be any run of them."""
        parts: list[str] = []
        at = 0
        while at < len(pieces):
            replaced, at = self._first(pieces, at, own)
            parts.append(replaced)
        return "".join(parts)

    def _first(self, pieces: list[str], at: int, own: "_Names") -> tuple[str, int]:
        """What stands for the longest name that begins at a piece, or for it; where that ends."""
        most = max(self._names.pieces, own.pieces)
        for end in range(min(len(pieces), at + most), at, -1):
            known = self._known("".join(pieces[at:end]), own)
            if known is not None:
                return known, end
        return pieces[at], at + 1

    def _dashed(self, found: re.Match[str]) -> str:
        """What stands for an address with dashes for its dots; what is none stays."""
        dotted = found[0].replace(found[1], ".")
        replaced = self._replaced(dotted)
        return found[0] if replaced == dotted else re.sub("[:.]", found[1], replaced)

    def _known(self, word: str, own: "_Names") -> str | None:
        lower = word.lower()
        if lower in self._hosts:
            return self.host(word)
        known = lower in self._names.words or lower in own.words
        return self.account(word) if known else None

    def _found(self, found: re.Match[str], own: "_Names") -> str:
        if found["version"]:
            return self._between(found[0], own)
        return self._run(found[0]) if found["run"] else self._replaced(found[0])

    def _run(self, run: str) -> str:
        """A run of digits with colons: what stands before and after an address in it stays."""
        for start in [0, *(colon.end() for colon in re.finditer(":", run))]:
            for end in dict.fromkeys((len(run), len(run.rstrip(".")), len(run.rstrip(".:")))):
                replaced = self._replaced(run[start:end])
                if replaced != run[start:end]:
                    return f"{run[:start]}{replaced}{run[end:]}"
        return _QUAD.sub(lambda found: self._replaced(found[0]), run)

    def _address(self, text: str) -> str:
        try:
            address = ip_address(_ZEROS.sub("", text) if ":" not in text else text)
        except ValueError:
            return text
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if self._keep_prefixes:
            return str(self._permuted(address))
        digest = hmac.digest(self._key, address.packed, "sha256")
        return str(IPv6Address(_PREFIX | int.from_bytes(digest[: _HOST_BITS // 8], "big")))

    def _permuted(self, address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
        """Prefix-preserving (Xu et al., Crypto-PAn): each bit turns by those before it."""
        size, value = address.max_prefixlen, int(address)
        turned = 0
        for length in range(size):
            prefix = (value >> (size - length)).to_bytes(16, "big")
            digest = hmac.digest(self._key, bytes((size, length)) + prefix, "sha256")
            turned = turned << 1 | digest[0] & 1
        return type(address)(value ^ turned)

    def _digest(self, use: str, text: str) -> str:
        told = f"{use}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, told, "sha256").hex()


def redactor(connection: sqlite3.Connection, *, keep_prefixes: bool = False) -> Redactor:
    """One that knows all accounts and hosts of a database, and has a key of its own."""
    salt = connection.execute("SELECT value FROM settings WHERE key = 'salt'").fetchone()[0]
    key = blake2b(bytes.fromhex(salt), digest_size=32, person=b"redact").digest()
    accounts = (row[0] for row in connection.execute("SELECT DISTINCT text FROM accounts"))
    hosts = (
        row[0] for row in connection.execute("SELECT text FROM addresses WHERE packed IS NULL")
    )
    return Redactor(key, list(accounts), hosts, keep_prefixes=keep_prefixes)
