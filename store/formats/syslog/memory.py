"""What lines leave for later ones: what was said last, and who is behind a process."""

from typing import TypeAlias

from store.formats.interface import State
from store.formats.syslog.programs.message import Message
from store.model import Fields

_MOST_HOSTS = 16
_MOST_PEERS = 256
_LONGEST_TEXT = 2000
"""Characters of the longest message that is remembered for being repeated."""
_SOURCES = ("source.ip", "source.domain", "source.port")


Said: TypeAlias = tuple[str, str, int | None, str]
"""Host, tag, process id and message. One is made for every line, so it is a bare tuple."""


class Memory:
    """What one source's reader remembers, bounded."""

    def __init__(self, state: State) -> None:
        self._said: dict[str, Said] = {said[0]: tuple(said) for said in state.get("said", [])}
        self._latest: Said | None = next(reversed(self._said.values()), None)
        self._peers: dict[str, Fields] = dict(state.get("peers", []))

    def state(self) -> State:
        """The memory as JSON."""
        self._keep()
        return {
            "said": [list(said) for said in self._said.values()],
            "peers": [list(item) for item in self._peers.items()],
        }

    @property
    def knows_peers(self) -> bool:
        """Whether anything is remembered that `peer` could tell."""
        return bool(self._peers)

    def remember(self, said: Said) -> None:
        """Note the latest message of a host."""
        if self._latest is not None and self._latest[0] != said[0]:
            self._keep()
        self._latest = said

    def last(self, named: str | None, host: str, tag: str | None) -> Said | None:
        """The message that `last message repeated` means.

        Args:
            named: The host that the line names, if it does.
            host: The host to take the line for.
            tag: The program that the line names, if it does.
        """
        self._keep()
        said = self._said.get(host) if named else self._latest
        return said if said and tag in (None, said[1]) and len(said[3]) <= _LONGEST_TEXT else None

    def _keep(self) -> None:
        """Note the latest message as its host's, the newest host last."""
        if self._latest is None:
            return
        host, tag, pid, text = self._latest
        self._said.pop(host, None)
        if len(self._said) >= _MOST_HOSTS:
            del self._said[next(iter(self._said))]
        self._said[host] = (host, tag, pid, text[: _LONGEST_TEXT + 1])

    def peer(self, host: str, pid: int, message: Message) -> Fields:
        """Where a daemon's message comes from by its process' connection, if it does not say."""
        fields = message.fields
        if "source.ip" in fields and message.action != "connection":
            return {}
        key = f"{host}/{pid}"
        if message.action == "connection":
            self._peers.pop(key, None)
            if len(self._peers) >= _MOST_PEERS:
                del self._peers[next(iter(self._peers))]
            self._peers[key] = {name: fields[name] for name in _SOURCES if name in fields}
            return {}
        return {} if "source.domain" in fields else self._peers.get(key, {})
