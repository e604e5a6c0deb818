"""Conditions in SQL with their bound values, and how texts, addresses and numbers become them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from store.database.dimensions import packed
from store.filters.keys import network
from store.filters.patterns import Pattern
from store.text import decode

SqlValue: TypeAlias = str | int | bytes | None


_MAPPED = packed("0.0.0.0"), packed("255.255.255.255")  # noqa: S104 - no socket is bound
"""Where IPv4 lies among the addresses: no part of any network of IPv6 that was named."""
_MAPPED_BITS = 80
"""Length of the longest prefix of a network of IPv6 that holds that."""


class Where(NamedTuple):
    """A condition over one table."""

    sql: str = ""
    """An expression; empty: everything is wanted. Values stand as `?`."""
    parameters: tuple[SqlValue, ...] = ()
    """The values, in order."""
    blocks: str = ""
    """For a condition over `events e`: what holds of every block `b` that such an event is in."""
    block_parameters: tuple[SqlValue, ...] = ()
    """The values of that, in order."""
    candidates: str = ""
    """Where it is quicker than a look at every event: a JSON list of all events of a block `b` that
    may meet the condition."""
    candidate_parameters: tuple[SqlValue, ...] = ()
    """The values of that, in order."""
    left: str = ""
    """What is yet to be asked of the candidates; empty: nothing."""
    left_parameters: tuple[SqlValue, ...] = ()
    """The values of that, in order."""

    def clause(self, *more: str) -> str:
        """`WHERE` with this and further conditions; empty where there is none."""
        conditions = [each for each in (self.sql, *more) if each]
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def of_events(self, *more: "Where") -> "Where":
        """`FROM … WHERE …` of the events `e` that this and further conditions want.

        Only blocks that may hold such events are looked into.
        """
        whole = all_of([self, *more])
        if not whole.blocks:
            return Where(f"FROM events e {whole.clause()}", whole.parameters)
        if whole.candidates:
            asked = " AND ".join(filter(None, (whole.blocks, whole.left)))
            return Where(
                f"FROM blocks b CROSS JOIN json_each({whole.candidates}) c "
                f"CROSS JOIN events e ON e.id = c.value WHERE {asked}",
                (*whole.candidate_parameters, *whole.block_parameters, *whole.left_parameters),
            )
        return Where(
            f"FROM blocks b CROSS JOIN events e ON e.id BETWEEN b.first_event AND b.first_event + "
            f"b.events - 1 WHERE {whole.blocks} AND {whole.sql}",
            (*whole.block_parameters, *whole.parameters),
        )


EVERYTHING = Where()
"""No condition."""


def all_of(conditions: Iterable[Where]) -> Where:
    """Every one of the conditions."""
    some = [each for each in conditions if each.sql]
    if not some:
        return EVERYTHING
    # what looks into blocks comes last: it is slow, and asked where all else holds
    known = sorted((each for each in some if each.blocks), key=lambda each: bool(each.candidates))
    whole = _joined(" AND ", some)._replace(
        blocks=" AND ".join(each.blocks for each in known),
        block_parameters=tuple(value for each in known for value in each.block_parameters),
    )
    listed = [each for each in known if each.candidates][:1]
    for one in listed:
        others = [each for each in some if each is not one]
        own = Where(one.left, one.left_parameters)
        left = _joined(" AND ", [each for each in (*others, own) if each.sql])
        return whole._replace(
            candidates=one.candidates,
            candidate_parameters=one.candidate_parameters,
            left=left.sql,
            left_parameters=left.parameters,
        )
    return whole


def any_of(conditions: Iterable[Where]) -> Where:
    """At least one of the conditions, of which there is at least one."""
    some = list(conditions)
    if any(not each.sql for each in some):
        return EVERYTHING
    if len(some) == 1:
        return some[0]
    joined = _joined(" OR ", some)
    either = Where(f"({joined.sql})", joined.parameters)
    if not all(each.blocks for each in some):
        return either
    return either._replace(
        blocks=f"({' OR '.join(each.blocks for each in some)})",
        block_parameters=tuple(value for each in some for value in each.block_parameters),
    )


def negation(condition: Where) -> Where:
    """What the condition leaves out; rows without a value are among it."""
    return Where(f"({condition.sql or 'TRUE'}) IS NOT TRUE", condition.parameters)


def within(column: str, select: str, condition: Where) -> Where:
    """A column's value is among those that a select with this condition gives."""
    return Where(f"{column} IN ({select} {condition.clause()})", condition.parameters)


def matches(column: str, value: Pattern) -> Where:
    """A text column matches a pattern, whatever the case of its ASCII letters."""
    if value.anything:
        return Where(f"{column} IS NOT NULL")
    if value.exact:
        collation = "BINARY" if value.cased else "NOCASE"
        return Where(f"{column} = ? COLLATE {collation}", (bindable(value.parts[0]),))
    return Where(f"{column} LIKE ? ESCAPE '\\'", (like(value),))


def like(value: Pattern, around: str = "") -> str:
    r"""A pattern for SQL's LIKE with the escape `\`.

    Args:
        value: The pattern.
        around: What may stand before and after it: `%`, or nothing.
    """
    return around + "%".join(map(_escaped, value.parts)) + around


def addresses(value: Pattern) -> Where:
    """A row of `addresses` is in a network, or has a matching name."""
    found = network(value.plain) if value.exact else None
    if found is None:
        return matches("text", value)
    first, last = packed(str(found[0])), packed(str(found[-1]))
    inside = Where("packed BETWEEN ? AND ?", (first, last))
    if found.version == 4 or found.prefixlen > _MAPPED_BITS or int(found.network_address):
        return inside
    return all_of([inside, Where("packed NOT BETWEEN ? AND ?", _MAPPED)])


def between(column: str, limits: tuple[int, int]) -> Where:
    """A number lies between two others, both included."""
    if limits[0] == limits[1]:
        return Where(f"{column} = ?", limits[:1])
    return Where(f"{column} BETWEEN ? AND ?", limits)


def each(values: Iterable[Pattern], condition: Callable[[Pattern], Where]) -> Where:
    """The condition holds for one of the values."""
    return any_of(condition(value) for value in values)


def bindable(text: str) -> str:
    r"""Text that SQLite takes: what is not UTF-8 stands as `\xNN`, as it does in the columns."""
    if text.isascii():
        return text
    try:
        return decode(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return decode(text.encode("utf-8", "surrogatepass"))


def _joined(operator: str, conditions: list[Where]) -> Where:
    return Where(
        operator.join(condition.sql for condition in conditions),
        tuple(value for condition in conditions for value in condition.parameters),
    )


def _escaped(part: str) -> str:
    return bindable(part).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
