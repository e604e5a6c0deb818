"""Who is to be told of which alerts, how soon, and how often: what the configuration means."""

from dataclasses import dataclass, field

from store.model import Severity
from store.notifying.outbox import Target
from store.notifying.quiet import Quiet

MINUTE = 60 * 1_000_000
"""In the microseconds that all spans are counted in."""
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody, or something, that is told of alerts."""

    name: str
    targets: tuple[Target, ...]
    """Where it is told: each target is told everything."""
    severity: Severity = Severity.MEDIUM
    """Of alerts that are at least so bad."""
    filter: str = ""
    """Of those only that meet a filter, as `blotter alerts` takes it."""
    group_by: tuple[str, ...] = ()
    """What alerts have in common that are told of in one message: `rule`, `severity`, `alert`, or
    a field of their groups. Nothing: whatever came together, as of one attack that several rules
    see."""
    group_wait: int = 0
    """Microseconds, as all spans here, to wait for others of a group that come at the same time."""
    group_interval: int = 5 * MINUTE
    """The least between two messages about a group."""
    repeat: int = 4 * HOUR
    """The least until an alert that grows is told of again; 0: never."""
    recovered: bool = True
    """Whether it is told of the end of what it was told of."""
    per_hour: int = 20
    """Most messages in any hour; one digest more tells of the rest. 0: no limit."""
    quiet: Quiet = field(default_factory=Quiet)
    """When it is not to be told."""
    quiet_below: Severity = Severity.CRITICAL
    """Of alerts less bad than this."""
    after: int = 0
    """It is told of an alert that nobody has acknowledged for so long; 0: at once of all."""
    reminders: int = 1
    """How often it is told so of one alert, as long apart again."""

    @property
    def is_escalation(self) -> bool:
        """Whether it is told of what nobody takes care of."""
        return self.after > 0

    @property
    def severities(self) -> tuple[str, ...]:
        """The severities of which it is told."""
        return tuple(str(each) for each in Severity if each.rank >= self.severity.rank)


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While some alerts are open, nobody is told of others that come of the same."""

    when: str
    """A filter: those that say it all."""
    mute: str
    """A filter: those that add nothing."""
    equal: tuple[str, ...] = ()
    """Fields of their groups in which both are equal."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that is decided about telling."""

    receivers: tuple[Receiver, ...]
    inhibitions: tuple[Inhibition, ...] = ()
