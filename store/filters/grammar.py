"""The filter language, in the manner of Lucene and KQL: text to terms and back.

    filter = { term }                              all must hold
    term   = ["-"] [ key ":" ] values              "-": must not hold
    values = value { "," value } | "(" value { ("or" | ",") value } ")"
    value  = bare and "quoted" pieces; "*" outside quotes stands for anything

Without a key a value is searched for in the raw record. Inside quotes a backslash makes the next
quote or backslash a character like any other.
"""

from dataclasses import dataclass

from store.errors import FilterError
from store.filters import keys
from store.filters.patterns import Pattern
from store.filters.scanner import Scanner

MOST_VALUES = 300
"""Values that one filter may hold: SQLite's expressions have a depth."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition."""

    key: str
    """The name of a key; `text` for a search in the raw record."""
    values: tuple[Pattern, ...]
    """Alternatives, at least one."""
    negated: bool = False
    """The condition must not hold."""

    def text(self) -> str:
        """The term as it is written."""
        bare = self.key == keys.TEXT and len(self.values) == 1
        written = [value.text(quoted=bare and _misleads(value)) for value in self.values]
        joined = written[0] if len(written) == 1 else f"({' or '.join(written)})"
        return f"{'-' * self.negated}{'' if self.key == keys.TEXT else f'{self.key}:'}{joined}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; none: everything is wanted."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.terms)

    def text(self) -> str:
        """The filter as it is written: `parse` makes an equal one of it."""
        return " ".join(term.text() for term in self.terms)

    def column(self, term: Term) -> int:
        """Where one of its terms begins in its text."""
        before = self.terms[: self.terms.index(term)]
        return sum(len(each.text()) + 1 for each in before)


def parse(text: str) -> Filter:
    """Read a filter.

    Raises:
        FilterError: It cannot be understood; says where, and names the nearest key.
    """
    scanner = Scanner(text)
    terms: list[Term] = []
    count = 0
    while not scanner.at_end():
        start = scanner.at
        terms.append(_term(scanner))
        count += len(terms[-1].values)
        if count > MOST_VALUES:
            raise FilterError(f"more than {MOST_VALUES} values", text, start)
    return Filter(tuple(terms))


def _term(scanner: Scanner) -> Term:
    start = scanner.at
    negated = scanner.take("-")
    if negated and (scanner.peek() in ("", "-") or scanner.peek().isspace()):
        raise scanner.error(
            "neither an option nor a term; put a text that begins so in quotes", start
        )
    key_at = scanner.at
    name = scanner.key()
    if name is None:
        if scanner.peek() == "(":
            return Term(keys.TEXT, _checked(keys.KEYS[keys.TEXT], scanner), negated)
        return Term(keys.TEXT, (scanner.word(),), negated)
    key = keys.named(name)
    if key is None:
        raise scanner.error(_unknown(name), key_at)
    return Term(key.name, _checked(key, scanner), negated)


def _checked(key: keys.Key, scanner: Scanner) -> tuple[Pattern, ...]:
    """The values behind a key."""
    values: list[Pattern] = []
    for start, value in scanner.values():
        fault = keys.fault(key, value)
        if fault:
            raise scanner.error(fault, start)
        values.append(value)
    return tuple(values)


def _unknown(name: str) -> str:
    near = keys.nearest(name)
    hint = f"; did you mean {near}:?" if near else ""
    return f"unknown key {name!r}{hint} (to search for text with a colon, put it in quotes)"


def _misleads(value: Pattern) -> bool:
    """Whether a text without quotes would be read as something else."""
    first = value.parts[0]
    return first.startswith("-") or Scanner(first).key() is not None
