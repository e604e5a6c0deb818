"""What has to be done for records of a kind: rules that hit all of them, and rules to be asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from store.model import Record
from store.rules.matching.answers import Answers
from store.rules.matching.batches import Batch, Marked, Positions
from store.rules.matching.floors import Floor
from store.rules.matching.glances import Glance
from store.rules.matching.haystack import Needles
from store.rules.matching.held_texts import Held
from store.rules.matching.judge import Row
from store.rules.matching.remembering import Remembered
from store.rules.matching.sieves import Sieve

Rules: TypeAlias = tuple[int, ...]
Projection: TypeAlias = Callable[[Record], Row]


class Group(NamedTuple):
    """Rules that read the same fields, for kinds in which they read the same values."""

    rules: Rules
    columns: tuple[str, ...]
    """Of the table that they are judged in: those of the kind, then the others."""
    constants: Row
    """Values of the kind's columns."""
    varying: tuple[str, ...]
    """The other columns."""
    values_of: Projection
    """Takes their values from a record."""
    needles: tuple[tuple[int, Needles], ...]
    """Positions of those values, and texts: where none is found, no rule holds. Empty: unknown."""
    sieve: Sieve | Floor | None
    """The same for whole batches."""
    keeps: bool
    """Whether verdicts are worth keeping: raw records hardly ever repeat."""
    verdicts: dict[Row, Rules]
    """Which of the rules hit a record with these values."""
    remembered: Remembered[Rules]
    """The same, by the numbers of a sheet."""
    held: tuple[Held[Rules], ...]
    """The same again, by the texts that one of the columns holds."""
    answers: Answers[Rules] | None
    """The same by the texts of all columns, where nothing else is asked of any."""
    glanced: frozenset[str]
    """The columns that a glance at all rules' texts tells of; empty where it tells nothing."""

    def sorted_out(self, batch: Batch, positions: Positions) -> Iterable[tuple[Rules, Positions]]:
        """The records that any of the rules hits, by which do."""
        found = self._alike(batch, positions) if batch.is_long else None
        if found is not None:
            return found
        if self.sieve and self.sieve.is_of_use(batch, self.varying):
            positions = self.sieve.passing(batch, positions)
        return self.remembered.sorted_out(batch, positions)

    def _alike(
        self, batch: Batch, positions: Positions
    ) -> Iterable[tuple[Rules, Positions]] | None:
        """The same by the texts that columns hold; None where these do not tell."""
        if self.answers:
            return self.answers.sorted_out(batch, positions)
        held = next((each for each in self.held if each.is_of_use(batch)), None)
        return held.sorted_out(batch, positions) if held else None


class Plan(NamedTuple):
    """What has to be done for a record of a kind."""

    always: Rules
    """Rules that hit every such record."""
    groups: tuple[Group, ...]
    """Rules that the kind leaves open."""
    glanced: frozenset[str]
    """The columns that any of these looks at."""


IDLE = Plan((), (), frozenset())


def wanted(planned: Sequence[tuple[Plan, Positions]]) -> dict[str, list[Positions]]:
    """By column the records whose rules look for texts in it."""
    found: defaultdict[str, list[Positions]] = defaultdict(list)
    for plan, positions in planned:
        for column in plan.glanced:
            found[column].append(positions)
    return found


def left(plan: Plan, positions: Positions, glance: Glance) -> Iterator[tuple[Group, Positions]]:
    """The groups of a plan, each with the records that may concern it; those without are left out.

    Args:
        plan: A plan.
        positions: The records that it is for.
        glance: At the batch.
    """
    marked: Marked | None = None
    for group in plan.groups:
        if not group.glanced:
            yield group, positions
        else:
            marked = glance.marked(positions) if marked is None else marked
            some = glance.among(group.glanced, marked)
            if len(some):
                yield group, some
