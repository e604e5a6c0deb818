"""Weigh the records that tell of attempts to log in, so that each attempt counts once.

One wrong password leaves two to four lines: the account that is unknown, PAM's failure, the
daemon's verdict, PAM's summing up. A verdict counts; what supports it counts only where no verdict
follows; a sum counts only where nothing else did. What was already counted in an earlier batch
stays counted, so the verdict that comes after it counts that much less and the sum over the attempt
is the same.
"""

from dataclasses import dataclass, field

from store.formats.interface import State
from store.model import Record, Role

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


@dataclass(slots=True)
class _Tally:
    """What is known of the attempts of one key."""

    time: int
    """When the last record came."""
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
    address: str = ""
    """Where the attempts come from, once a record said it."""
    pending: list[int] = field(default_factory=list)
    """This batch's supports that count unless a verdict comes."""

    def settle(self) -> None:
        """Let what was told so far stand as it counts now."""
        self.counted, self.module, self.weak, self.user = 0, None, False, ""
        self.refused = False
        self.pending = []

    def saved(self) -> list[int | str | bool | None]:
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
        self._tallies = {key: _Tally(*saved) for key, saved in carried.items()}
        self._checks = sum(f"/{_CHECKER}/" in key for key in self._tallies)
        self._latest = max((tally.time for tally in self._tallies.values()), default=0)

    def weigh(self) -> tuple[list[Record], State]:
        """The batch with its weights, and the tallies for the next."""
        for index, record in enumerate(self._records):
            if record.role is not None and record.attempt is not None and record.time is not None:
                self._take(index, record, record.attempt, record.time)
        records = self._records.copy()
        for index, weight in self._weights.items():
            records[index] = records[index]._replace(weight=weight)
        for tally in self._tallies.values():
            tally.counted += sum(self._weight(index) for index in tally.pending)
        return records, self._carried(_MOST_CARRIED)

    def _carried(self, most: int) -> State:
        """The tallies that may still matter, the newest last."""
        oldest = self._latest - _FORGOTTEN
        kept = [item for item in self._tallies.items() if item[1].time >= oldest]
        kept.sort(key=lambda item: item[1].time)
        return {key: tally.saved() for key, tally in kept[-most:]}

    def _take(self, index: int, record: Record, key: str, time: int) -> None:
        """Weigh one record by what came before it."""
        tally = self._tally(key, time, str(record.fields.get("source.ip", "")))
        if record.kind.program == _CHECKER:
            self._checks += 1
            tally.pending.append(index)
            return
        if record.role is Role.SUPPORT and record.kind.action in _WEAK_ACTIONS:
            self._weak(index, record, tally)
            return
        told = self._adopt(record, key, time) if self._checks else 0
        tally.counted += told
        if record.role is Role.SUPPORT:
            self._strong(index, record, tally, told)
        elif record.role is Role.VERDICT:
            self._verdict(index, record, tally)
        elif tally.judged or told:
            self._weights[index] = 0 if tally.judged else max(0, record.weight - told)

    def _tally(self, key: str, time: int, address: str) -> _Tally:
        """The key's tally, without what is too old to matter at `time` or of another client."""
        self._latest = max(self._latest, time)
        tally = self._tallies.get(key)
        other = tally and address and tally.address and address != tally.address
        if tally is None or other or abs(time - tally.time) > _FORGOTTEN:
            if len(self._tallies) > _MOST_KEPT:
                self._forget()
            tally = self._tallies[key] = _Tally(time)
        elif abs(time - tally.time) > _TOGETHER:
            tally.settle()
        tally.time = time
        tally.address = address or tally.address
        return tally

    def _forget(self) -> None:
        """Drop the tallies that can no longer matter."""
        oldest = self._latest - _FORGOTTEN
        self._tallies = {k: tally for k, tally in self._tallies.items() if tally.time >= oldest}

    def _weight(self, index: int) -> int:
        """What a record of this batch weighs as things stand."""
        return self._weights.get(index, self._records[index].weight)

    def _void(self, tally: _Tally) -> None:
        """Take the weight off the supports of this batch."""
        for index in tally.pending:
            self._weights[index] = 0
        tally.pending = []

    def _weak(self, index: int, record: Record, tally: _Tally) -> None:
        """An unknown or barred account, or a helper's word: counts alone only."""
        user = str(record.fields.get("user.name", ""))
        waiting = tally.module is not None or tally.weak
        same = not user or not tally.user or user == tally.user
        if waiting and (same or not tally.weak):
            self._weights[index] = 0
        else:
            tally.pending.append(index)
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
        tally.pending.append(index)

    def _lean(self, index: int, record: Record, tally: _Tally, module: str) -> None:
        """PAM's failure that names nobody: the weight stays with the line that names someone."""
        self._weights[index] = max(0, record.weight - 1)
        tally.weak, tally.module = False, module
        tally.pending.append(index)

    def _verdict(self, index: int, record: Record, tally: _Tally) -> None:
        """How an attempt ended: takes the weight from its supports."""
        interactive = str(record.fields.get("sshd.method", "")).startswith("keyboard-interactive")
        self._void(tally)
        if tally.refused and interactive:
            weight = 0
        else:
            weight = max(0, record.weight - tally.counted)
            tally.counted = max(0, tally.counted - record.weight)
        if weight != record.weight:
            self._weights[index] = weight
        tally.refused = "pam.error" in record.fields
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
