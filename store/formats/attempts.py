"""Weigh the records that tell of attempts to log in, so that each attempt counts once.

One wrong password leaves two to four lines: the account that is unknown, PAM's failure, the
daemon's verdict, PAM's summing up. A verdict counts; what supports it counts only where no verdict
follows; a sum counts only where nothing else did. What was already counted in an earlier batch
stays counted, so the verdict that comes after it counts that much less and the sum over the attempt
is the same.
"""

from operator import itemgetter
from typing import Any

from store.formats.interface import State
from store.model import FieldValue, Record, Role

_SECOND = 1_000_000
_TOGETHER = 60 * _SECOND
"""Records further apart than this tell of different attempts."""
_FORGOTTEN = 120 * _SECOND
"""A key that was silent for this long is a new process of the same number."""
_MOST_CARRIED = 512
_MOST_KEPT = 8192
_WEAK_ACTIONS = ("invalid-user", "access-denied")
"""Actions that tell why an attempt must fail rather than that one was made."""
_CHECKER = "unix_chkpwd"
_INTERACTIVE = "keyboard-interactive"
"""Begins the method that PAM may refuse before sshd fails it."""


class _Tally:
    """What is known of the attempts of one key.

    One is made for nearly every attempt, so what most never need stays with the class.
    """

    judged: bool = False
    """Whether a verdict came."""
    counted: int = 0
    """Weight of earlier batches' supports whose verdict has not come."""
    module: str | None = None
    """Which module told of the failure that awaits its verdict; None if none does."""
    weak: bool = False
    """Whether only weak supports await a verdict."""
    user: str = ""
    """Whom the weak supports name."""
    refused: bool = False
    """Whether PAM refused an interactive login that sshd has not yet failed."""
    pending: tuple[int, ...] = ()
    """This batch's supports that count unless a verdict comes."""

    def __init__(self, time: int, address: FieldValue) -> None:
        self.time = time
        """When the last record came."""
        self.address = address
        """Where the attempts come from, once a record said it."""

    @classmethod
    def restored(cls, saved: list[Any]) -> "_Tally":
        """The tally that `saved` gave."""
        tally = cls(saved[0], saved[7])
        tally.judged, tally.counted, tally.module = saved[1:4]
        tally.weak, tally.user, tally.refused = saved[4:7]
        return tally

    @classmethod
    def of_verdict(cls, record: Record) -> "_Tally":
        """The tally after a verdict that nothing came before."""
        tally = cls(record.time or 0, record.fields.get("source.ip", ""))
        tally.judged = True
        tally.refused = "pam.error" in record.fields
        return tally

    def settle(self) -> None:
        """Let what was told so far stand as it counts now."""
        self.counted, self.module, self.weak, self.user = 0, None, False, ""
        self.refused = False
        self.pending = ()

    def saved(self) -> list[FieldValue | None]:
        """The tally as JSON."""
        return [
            *(self.time, self.judged, self.counted, self.module),
            *(self.weak, self.user, self.refused, self.address),
        ]


class _Scale:
    """Weighs one batch."""

    def __init__(self, records: list[Record], carried: State) -> None:
        self._records = records
        self._weights: dict[int, int] = {}
        self._tallies = {key: _Tally.restored(saved) for key, saved in carried.items()}
        self._checks = sum(f"/{_CHECKER}/" in key for key in self._tallies)
        self._room = _MOST_KEPT
        self._lone: dict[str, int] = {}
        """Verdicts that nothing came before or after: their place stands for their tally."""

    def weigh(self) -> tuple[list[Record], State]:
        """The batch with its weights, and the tallies for the next."""
        tallies, lone, verdict = self._tallies, self._lone, Role.VERDICT
        for index, record in enumerate(self._records):
            role, key, time = record.role, record.attempt, record.time
            if role is None or key is None or time is None:
                continue
            if role is verdict and not (self._checks or key in tallies or key in lone):
                lone[key] = index
            else:
                self._take(index, record, key, time)
        records = self._weighed()
        for tally in tallies.values():
            if tally.pending:
                tally.counted += sum(records[index].weight for index in tally.pending)
        return records, self._carried(_MOST_CARRIED)

    def _weighed(self) -> list[Record]:
        """The records with their weights."""
        records = self._records.copy()
        for index, weight in self._weights.items():
            # most supports get here, and this takes a quarter of the time of _replace
            before = records[index]
            records[index] = tuple.__new__(Record, (*before[:6], weight, *before[7:]))
        return records

    def _carried(self, most: int) -> State:
        """The tallies that may still matter, the newest last."""
        lone = [(self._records[index].time or 0, key) for key, index in self._lone.items()]
        known = [(tally.time, key) for key, tally in self._tallies.items()]
        found = sorted(known + lone, key=itemgetter(0))[-most:]
        oldest = found[-1][0] - _FORGOTTEN if found else 0
        return {key: self._known(key).saved() for time, key in found if time >= oldest}

    def _known(self, key: str) -> _Tally:
        """The tally of a key that has one, if only a verdict's."""
        tally = self._tallies.get(key)
        return tally or _Tally.of_verdict(self._records[self._lone[key]])

    def _take(self, index: int, record: Record, key: str, time: int) -> None:
        """Weigh one record by what came before it."""
        tally = self._tally(key, time, record.fields.get("source.ip", ""))
        role = record.role
        if role is Role.SUPPORT:
            kind = record.kind
            if kind.program == _CHECKER:
                self._checks += 1
                tally.pending += (index,)
                return
            if kind.action in _WEAK_ACTIONS:
                self._weak(index, record, tally)
                return
        told = self._adopt(record, key, time) if self._checks else 0
        tally.counted += told
        if role is Role.VERDICT:
            self._verdict(index, record, tally)
        elif role is Role.SUPPORT:
            self._strong(index, record, tally, told)
        elif tally.judged or told:
            self._weights[index] = 0 if tally.judged else max(0, record.weight - told)

    def _tally(self, key: str, time: int, address: FieldValue) -> _Tally:
        """The key's tally, without what is too old to matter at `time` or of another client."""
        tally = self._tallies.get(key)
        if tally is None and key in self._lone:
            tally = self._tallies[key] = _Tally.of_verdict(self._records[self._lone.pop(key)])
        if tally is None:
            return self._new(key, time, address)
        gap = abs(time - tally.time)
        if address and address != tally.address:
            if tally.address:
                return self._new(key, time, address)
            tally.address = address
        if gap > _TOGETHER:
            if gap > _FORGOTTEN:
                return self._new(key, time, address)
            tally.settle()
        tally.time = time
        return tally

    def _new(self, key: str, time: int, address: FieldValue) -> _Tally:
        """A tally of a key that nothing is known of, or nothing that matters."""
        if len(self._tallies) > self._room:
            self._forget()
        tally = self._tallies[key] = _Tally(time, address)
        return tally

    def _forget(self) -> None:
        """Drop the tallies that can no longer matter.

        Those that all matter are not looked through again before there are twice as many.
        """
        oldest = max(tally.time for tally in self._tallies.values()) - _FORGOTTEN
        for key in [key for key, tally in self._tallies.items() if tally.time < oldest]:
            del self._tallies[key]
        self._room = max(_MOST_KEPT, 2 * len(self._tallies))

    def _void(self, tally: _Tally) -> None:
        """Take the weight off the supports of this batch."""
        for index in tally.pending:
            self._weights[index] = 0
        tally.pending = ()

    def _weak(self, index: int, record: Record, tally: _Tally) -> None:
        """An unknown or barred account, or a helper's word: counts alone only."""
        user = str(record.fields.get("user.name", ""))
        waiting = tally.module is not None or tally.weak
        same = not user or not tally.user or user == tally.user
        if waiting and (same or not tally.weak):
            self._weights[index] = 0
        else:
            tally.pending += (index,)
            tally.weak = True
        tally.user = user or tally.user

    def _strong(self, index: int, record: Record, tally: _Tally, told: int) -> None:
        """PAM's failure: takes the weight from weak supports, unless only these name the account.

        Modules that fail one after the other tell of one attempt. `told` is the weight that a
        helper's words on it were given in earlier batches.
        """
        fields = record.fields
        module = str(fields.get("pam.module") or fields.get("dovecot.passdb", ""))
        if tally.module is not None and module != tally.module:
            self._weights[index] = 0
            return
        if tally.weak and tally.pending and "user.name" not in fields:
            self._lean(index, record, tally, module)
            return
        claimed = tally.counted if tally.weak else told
        if tally.weak:
            self._void(tally)
        if claimed:
            self._weights[index] = max(0, record.weight - claimed)
        tally.weak, tally.module = False, module
        tally.pending += (index,)

    def _lean(self, index: int, record: Record, tally: _Tally, module: str) -> None:
        """PAM's failure that names nobody: the weight stays with the line that names someone."""
        self._weights[index] = max(0, record.weight - 1)
        tally.weak, tally.module = False, module
        tally.pending += (index,)

    def _verdict(self, index: int, record: Record, tally: _Tally) -> None:
        """How an attempt ended: takes the weight from its supports."""
        fields = record.fields
        if tally.pending:
            self._void(tally)
        weight = record.weight
        if tally.refused and str(fields.get("sshd.method", "")).startswith(_INTERACTIVE):
            self._weights[index] = 0
        elif tally.counted:
            self._weights[index] = max(0, weight - tally.counted)
            tally.counted = max(0, tally.counted - weight)
        tally.refused = "pam.error" in fields
        tally.judged = True
        if not tally.counted:
            tally.module, tally.weak, tally.user = None, False, ""

    def _adopt(self, record: Record, key: str, time: int) -> int:
        """Make unix_chkpwd's words on the record's users supports of the record's attempt.

        Returns:
            The weight that these words were given in earlier batches.
        """
        host = key.split("/", 1)[0]
        told = 0
        for name in ("user.name", "user.effective.name"):
            user = record.fields.get(name)
            other = self._tallies.pop(f"{host}/{_CHECKER}/{user}", None) if user else None
            if other is None:
                continue
            self._checks -= 1
            if abs(time - other.time) <= _TOGETHER:
                self._void(other)
                told += other.counted
        return told


def weigh(records: list[Record], carried: State) -> tuple[list[Record], State]:
    """Set the weights of a batch of records.

    Args:
        records: Records of one source in its order; `role` and `attempt` say what each adds to
            which attempt, `weight` how often it was logged.
        carried: What the last batch of the source returned; empty for its first.

    Returns:
        The records, those whose weight is another replaced; and what the next batch has to know.
    """
    return _Scale(records, carried).weigh()
