"""Weigh the records that tell of attempts to log in, so that each attempt counts once.

One wrong password leaves two to four lines: the account that is unknown, PAM's failure, the
daemon's verdict, PAM's summing up. A verdict counts; what supports it counts only where no verdict
follows; a sum counts only where nothing else did. What was already counted in an earlier batch
stays counted, so the verdict that comes after it counts that much less and the sum over the attempt
is the same.

In a log that is written newest first the verdict comes before what supports it: that is told by
its time, which is earlier than the verdict's.

An attempt is forgotten when more records came since than are remembered: as many as a machine has
process numbers by default. The state is written with each piece of a log, so it leaves out
what has long been silent: a busy server has some hundred open attempts, of 70 bytes each.
"""

from collections.abc import Iterable, MutableSequence
from typing import Any

from store.formats.claims import CHECKER, Claim, Nature, claim_of
from store.formats.interface import State
from store.model import Record, Role

_SECOND = 1_000_000
_TOGETHER = 60 * _SECOND
"""Records further apart than this tell of different attempts."""
_FORGOTTEN = 120 * _SECOND
"""A key that was silent for this long is a new process of the same number."""
_REMEMBERED = 32_768
"""Records of the source after which an attempt of which none of them told is forgotten."""
_LATEST = 9
"""Attempts of a host by whose times it is told what is old; one of them may have a wrong time."""
_SUPPORT, _VERDICT = Role.SUPPORT, Role.VERDICT
"""As plain names: to look one up in the class takes a call before Python 3.12."""


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
    is_mirrored: bool = False
    """Whether the last record is earlier than the verdict before it: the log is newest first."""
    summed: int = 0
    """Weight of a sum that came before the verdicts that it is of, as in such a log."""
    pending: tuple[int, ...] = ()
    """This batch's supports that count unless a verdict comes."""

    def __init__(self, seen: int, time: int, address: str) -> None:
        self.seen = seen
        """Which record of the source came last."""
        self.time = time
        """When that was."""
        self.address = address
        """Where the attempts come from, once a record said it."""

    @classmethod
    def restored(cls, saved: list[Any]) -> "_Tally":
        """The tally that `saved` gave."""
        tally = cls(*saved[:3])
        if len(saved) == 3:
            tally.judged = True
        else:
            tally.judged, tally.counted, tally.module = saved[3:6]
            tally.weak, tally.user, tally.refused = saved[6:9]
            tally.is_mirrored, tally.summed = saved[9:] or (False, 0)
        return tally

    @classmethod
    def of_verdict(cls, seen: int, claim: Claim) -> "_Tally":
        """The tally after a verdict that nothing came before."""
        tally = cls(seen, claim[2], claim[3])
        tally.judged = True
        tally.refused = claim[6].refused
        return tally

    def settle(self) -> None:
        """Let what was told so far stand as it counts now."""
        self.counted, self.module, self.weak, self.user = 0, None, False, ""
        self.refused = False
        self.summed = 0
        self.pending = ()

    def saved(self) -> list[Any]:
        """The tally as JSON; of most all that is to be said is that a verdict came."""
        last = [self.seen, self.time, self.address]
        more = [self.judged, self.counted, self.module, self.weak, self.user, self.refused]
        order = [self.is_mirrored, self.summed]
        if order != _IN_ORDER:
            return last + more + order
        return last if more == _ONLY_JUDGED else last + more

    def goes_on(self, seen: int, time: int) -> None:
        """Take note of the next record's place and time."""
        gap = time - self.time
        if abs(gap) > _TOGETHER:
            self.settle()
        if gap:
            self.is_mirrored = self.judged and -_TOGETHER <= gap < 0
        self.seen, self.time = seen, time


_ONLY_JUDGED = [True, 0, None, False, "", False]
_IN_ORDER = [False, 0]


class _Scale:
    """Weighs one batch."""

    def __init__(self, weights: MutableSequence[int], carried: State) -> None:
        self._weights = weights
        self._begin: int = carried.get("records", 0)
        """Records of the source before the batch."""
        self._saved: dict[str, list[Any]] = dict(carried.get("open", ()))
        """Tallies of earlier batches that nothing was added to yet, as JSON."""
        self._tallies: dict[str, _Tally] = {}
        self._checks = sum(f"/{CHECKER}/" in key for key in self._saved)
        self._lone: dict[str, Claim] = {}
        """Verdicts that nothing came before or after: they stand for their tally."""

    def weigh(self, claims: Iterable[Claim]) -> State:
        """Weigh the batch; the tallies for the next."""
        tallies, lone, saved, verdict = self._tallies, self._lone, self._saved, _VERDICT
        take, weights = self._take, self._weights
        for claim in claims:
            key, role = claim[1], claim[6][0]
            tally = tallies.get(key)
            if tally is None and key in saved:
                tally = tallies[key] = _Tally.restored(saved.pop(key))
            if tally is None and role is verdict and not (self._checks or key in lone):
                lone[key] = claim
            else:
                take(claim, role, tally)
        for tally in tallies.values():
            if tally.pending:
                tally.counted += sum([weights[at] for at in tally.pending])
        return {"records": self._begin + len(weights), "open": self._carried()}

    def _carried(self) -> dict[str, list[Any]]:
        """The tallies that may still matter, the newest last."""
        begin, end = self._begin, self._begin + len(self._weights)
        known = [(saved[0], saved[1], key) for key, saved in self._saved.items()]
        known += [(tally.seen, tally.time, key) for key, tally in self._tallies.items()]
        known += [(begin + claim[0], claim[2], key) for key, claim in self._lone.items()]
        return {key: self._as_json(key) for key in _open(known, end - _REMEMBERED)}

    def _as_json(self, key: str) -> list[Any]:
        """The tally of a key that has one, if only a verdict's."""
        if key in self._saved:
            return self._saved[key]
        return (self._tallies.get(key) or self._alone(self._lone[key])).saved()

    def _alone(self, claim: Claim) -> _Tally:
        return _Tally.of_verdict(self._begin + claim[0], claim)

    def _take(self, claim: Claim, role: Role, tally: _Tally | None) -> None:
        """Weigh one record by what came before it, `tally`."""
        at, _, time, address, _, _, nature = claim
        seen = self._begin + at
        if (
            tally is not None
            and tally.time == time
            and tally.address == address
            and seen - tally.seen <= _REMEMBERED
        ):
            tally.seen = seen  # most often the same second's next line
        else:
            tally = self._tally(tally, seen, claim)
        if role is _SUPPORT and self._is_weighed(claim, tally):
            return
        told = self._adopt(claim) if self._checks else 0
        tally.counted += told
        if role is _VERDICT:
            self._verdict(at, nature, tally)
        elif role is _SUPPORT:
            self._strong(claim, tally, told)
        else:
            self._sum(at, nature, tally, told)

    def _is_weighed(self, claim: Claim, tally: _Tally) -> bool:
        """Weigh what supports an attempt, unless it is PAM's failure; whether that is done."""
        at, nature = claim[0], claim[6]
        if nature.checks:
            self._checks += 1
            tally.pending += (at,)
        elif tally.is_mirrored:
            self._weights[at] = 0
        elif nature.weak:
            self._weak(at, claim[4], tally)
        else:
            return False
        return True

    def _sum(self, at: int, nature: Nature, tally: _Tally, told: int) -> None:
        """How many attempts there were: counts where no verdict tells of them."""
        if tally.judged:
            self._weights[at] = 0
        elif told:
            self._weights[at] = max(0, nature.weight - told)
        else:
            tally.summed += nature.weight

    def _tally(self, tally: _Tally | None, seen: int, claim: Claim) -> _Tally:
        """The tally of a claim's key, without what is too old to matter or of another client.

        Args:
            tally: What is known of the key, if more than a verdict is.
            seen: Which record of the source the claim is.
            claim: What it says.
        """
        key, time, address = claim[1:4]
        if tally is None:
            if key not in self._lone:
                return self._new(key, seen, time, address)
            tally = self._tallies[key] = self._alone(self._lone.pop(key))
        gap = abs(time - tally.time)
        if gap > _FORGOTTEN or seen - tally.seen > _REMEMBERED:
            return self._new(key, seen, time, address)
        if address and address != tally.address:
            if tally.address:
                return self._new(key, seen, time, address)
            tally.address = address
        tally.goes_on(seen, time)
        return tally

    def _new(self, key: str, seen: int, time: int, address: str) -> _Tally:
        """A tally of a key that nothing is known of, or nothing that matters."""
        tally = self._tallies[key] = _Tally(seen, time, address)
        return tally

    def _void(self, tally: _Tally) -> None:
        """Take the weight off the supports of this batch."""
        for at in tally.pending:
            self._weights[at] = 0
        tally.pending = ()

    def _weak(self, at: int, user: str, tally: _Tally) -> None:
        """An unknown or barred account, or a helper's word: counts alone only."""
        waiting = tally.weak or tally.module is not None
        same = not user or not tally.user or user == tally.user
        if waiting and (same or not tally.weak):
            self._weights[at] = 0
        else:
            tally.pending += (at,)
            tally.weak = True
        tally.user = user or tally.user

    def _strong(self, claim: Claim, tally: _Tally, told: int) -> None:
        """PAM's failure: takes the weight from weak supports, unless only these name the account.

        Modules that fail one after the other tell of one attempt. `told` is the weight that a
        helper's words on it were given in earlier batches.
        """
        at, nature = claim[0], claim[6]
        if tally.module is not None and nature.module != tally.module:
            self._weights[at] = 0
            return
        if tally.weak and tally.pending and not claim[4]:
            # it names nobody: the weight stays with the line that names someone
            self._weights[at] = max(0, nature.weight - 1)
        else:
            claimed = tally.counted if tally.weak else told
            if tally.weak:
                self._void(tally)
            if claimed:
                self._weights[at] = max(0, nature.weight - claimed)
        tally.weak, tally.module = False, nature.module
        tally.pending += (at,)

    def _verdict(self, at: int, nature: Nature, tally: _Tally) -> None:
        """How an attempt ended: takes the weight from its supports."""
        if tally.pending:
            self._void(tally)
        weight = nature.weight
        if tally.refused and nature.interactive:
            self._weights[at] = 0
        elif tally.counted:
            self._weights[at] = max(0, weight - tally.counted)
            tally.counted = max(0, tally.counted - weight)
        if tally.summed:
            rest = self._weights[at]
            self._weights[at] = max(0, rest - tally.summed)
            tally.summed = max(0, tally.summed - rest)
        tally.refused = nature.refused
        tally.judged = True
        if not tally.counted:
            tally.module, tally.weak, tally.user = None, False, ""

    def _adopt(self, claim: Claim) -> int:
        """Make unix_chkpwd's words on the record's users supports of the record's attempt.

        Returns:
            The weight that these words were given in earlier batches.
        """
        host = claim[1].split("/", 1)[0]
        told = 0
        for user in claim[4:6]:
            other = self._pop(f"{host}/{CHECKER}/{user}") if user else None
            if other is None:
                continue
            self._checks -= 1
            passed = self._begin + claim[0] - other.seen
            if passed <= _REMEMBERED and abs(claim[2] - other.time) <= _TOGETHER:
                self._void(other)
                told += other.counted
        return told

    def _pop(self, key: str) -> _Tally | None:
        """Take a key's tally away."""
        saved = self._saved.pop(key, None)
        return self._tallies.pop(key, None) if saved is None else _Tally.restored(saved)


def _open(known: list[tuple[int, int, str]], first: int) -> list[str]:
    """The keys that may still matter.

    Args:
        known: Of every key which record of the source told of it last, when, and the key.
        first: The first record that is remembered.
    """
    hosts: dict[str, list[int]] = {}
    for _, time, key in sorted(known, reverse=True):
        latest = hosts.setdefault(key.partition("/")[0], [])
        if len(latest) < _LATEST:
            latest.append(time)
    oldest = {host: min(latest) - _FORGOTTEN for host, latest in hosts.items()}
    return [
        key
        for seen, time, key in sorted(known)
        if seen >= first and time >= oldest[key.partition("/")[0]]
    ]


def settle(claims: Iterable[Claim], weights: MutableSequence[int], carried: State) -> State:
    """Set the weights of a batch of records that is not yet made.

    Args:
        claims: What the records say of attempts, in the order of the source.
        weights: For every record how often it was logged; becomes what it weighs.
        carried: What the last batch of the source returned; empty for its first.

    Returns:
        What the next batch has to know.
    """
    return _Scale(weights, _understood(carried)).weigh(claims)


def _understood(carried: State) -> State:
    """A state; those of earlier releases said less."""
    if "open" in carried:
        return carried
    return {"open": {key: [0, old[0], old[7], *old[1:7]] for key, old in carried.items()}}


def weigh(records: list[Record], carried: State) -> tuple[list[Record], State]:
    """Set the weights of a batch of records.

    Args:
        records: Records of one source in its order; `role` and `attempt` say what each adds to
            which attempt, `weight` how often it was logged.
        carried: What the last batch of the source returned; empty for its first.

    Returns:
        The records, those whose weight is another replaced; and what the next batch has to know.
    """
    weights = [record.weight for record in records]
    claims = [claim for at, record in enumerate(records) if (claim := claim_of(at, record))]
    carried = settle(claims, weights, carried)
    pairs = zip(records, weights, strict=True)
    return [old if old.weight == new else old._replace(weight=new) for old, new in pairs], carried
