"""Names of months in other languages, as `strftime("%b")` writes them, brought to English."""

from store.formats.syslog.envelopes.header import MONTHS

_NAMES = (
    # de, es, fr, it, nl, pt (glibc 2.36, the `abmon` of each locale): no name means two months
    ("jan", "ene", "janv", "gen"),
    ("feb", "févr", "fev"),
    ("mar", "mär", "mars", "mrt"),
    ("apr", "abr", "avr", "avril"),
    ("may", "mai", "mag", "mei", "maio"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "ago", "août"),
    ("sep", "sept", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic", "déc"),
)

ENGLISH: dict[str, str] = {
    name: month for month, names in zip(MONTHS, _NAMES, strict=True) for name in names
}
"""The English name by the name in small letters and without its point."""

PATTERN = "|".join(sorted(ENGLISH, key=len, reverse=True))
"""A regular expression for one of the names; to be used without regard to case."""


def english(name: str) -> str | None:
    """The English short name of a month, or None where no language that is known has it."""
    return ENGLISH.get(name.rstrip(".").lower())
