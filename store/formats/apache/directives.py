r"""Take the text of an Apache LogFormat apart into directives and what stands between them.

Sources: mod_log_config.c (`parse_log_item`, `parse_log_misc_string`) and the directive table of the
documentation of 2.4; `%{VAR}x` and `%{VAR}c` are mod_ssl's, `%I %O %S %^FB` mod_logio's.
"""

import re
from typing import NamedTuple, NoReturn, TypeAlias

from store.errors import FormatError
from store.formats.apache.times import time_pattern


class Directive(NamedTuple):
    """One `%…` of a format."""

    letter: str
    """Which it is: `h`, `r`, …; also `^FB`, `^ti`, `^to`."""
    argument: str | None
    """What stands in braces."""
    final: bool | None
    """True for `%>s`, False for `%<s`, None where the format does not say."""
    column: int
    """Where it begins in the text, from 0."""


Item: TypeAlias = Directive | str
"""A directive, or literal text."""

NICKNAMES = {
    "common": '%h %l %u %t "%r" %>s %b',
    "combined": '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
    "vhost_combined": '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
    "vhost_common": '%v %h %l %u %t "%r" %>s %b',
    "combinedio": '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O',
    "referer": "%{Referer}i -> %U",
    "agent": "%{User-agent}i",
    "ssl_request_log": '%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b',
}
"""Formats that the configurations delivered with Apache and Debian give a name."""

_CONFIGURED = re.compile(
    r'\s*(?:LogFormat|CustomLog\s+(?:"[^"]*"|[^\s"]+))\s+"((?:[^"\\]|\\.)*)"', re.IGNORECASE
)
_DIRECTIVE = re.compile(
    r"%(?P<before>[!<>,\d]*)(?:\{(?P<argument>[^{}]*)\})?(?P<after>[!<>,\d]*)"
    r"(?P<letter>\^[A-Za-z]{2}|[A-Za-z])"
)
_ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "r": "\r", "t": "\t"}
_PLAIN = frozenset("aABbDfHhIkLlmOPpqRrSsTtUuVvX")
_ARGUED = frozenset({*"aCcehiLnoPpTtx", "^ti", "^to"})
_NEEDS_ARGUMENT = frozenset({*"Ccienox", "^ti", "^to"})
_ARGUMENTS = {
    "a": frozenset({"c"}),
    "h": frozenset({"c"}),
    "L": frozenset({"c"}),
    "p": frozenset({"canonical", "local", "remote"}),
    "P": frozenset({"pid", "tid", "hextid"}),
    "T": frozenset({"ms", "us", "s"}),
}
"""The arguments there are, where not any name will do."""


def items_of(text: str) -> list[Item]:
    """Take a format apart.

    Args:
        text: A format, with its quotes escaped or not; one of `NICKNAMES`; or a whole line of a
            configuration (`LogFormat "…" name`, `CustomLog file "…"`).

    Returns:
        The items; no two literal texts follow each other.

    Raises:
        FormatError: It is no format; tells the column in `text`.
    """
    configured = _CONFIGURED.match(text)
    if configured:
        found = _items(text, *configured.span(1))
    else:
        known = NICKNAMES.get(text.strip())
        found = _items(known or text, 0, len(known or text))
    if not any(isinstance(item, Directive) for item in found):
        raise FormatError("this is neither a format's name nor an Apache LogFormat", text, 0)
    return found


def _items(text: str, at: int, end: int) -> list[Item]:
    """The items of a part of the text."""
    found: list[Item] = []
    literal = ""
    while at < end:
        if text[at] == "%" and text[at + 1 : at + 2] != "%":
            if literal:
                found.append(literal)
            literal = ""
            directive, at = _directive(text, at, end)
            found.append(directive)
        else:
            character, width = _character(text, at, end)
            if character == "\n" and at + width < end:
                raise FormatError("a record of several lines cannot be read", text, at)
            literal += character.replace("\n", "")
            at += width
    return [*found, literal] if literal else found


def _character(text: str, at: int, end: int) -> tuple[str, int]:
    """A character of literal text, and how much of the format it takes."""
    following = text[at + 1 : min(at + 2, end)]
    if text[at] == "%":
        return "%", 2
    if text[at] == "\\" and following in _ESCAPES:
        return _ESCAPES[following], 2
    return text[at], 1


def _directive(text: str, at: int, end: int) -> tuple[Directive, int]:
    """The directive at a column, and where it ends."""
    found = _DIRECTIVE.match(text, at, end)
    if found is None:
        _refuse("is no directive", text, at, at + 2)
    letter, argument = found["letter"], found["argument"]
    allowed = letter in _PLAIN or letter in _ARGUED or letter == "^FB"
    if not allowed:
        _refuse("is no directive of Apache", text, at, found.end())
    if argument is None and letter in _NEEDS_ARGUMENT:
        _refuse("needs a name in braces", text, at, found.end())
    if argument is not None and not _may_be(letter, argument):
        _refuse("takes no such argument", text, at, found.end())
    if letter == "t" and time_pattern(argument) is None:
        _refuse("holds a code that strftime does not have", text, at, found.end())
    marks = found["before"] + found["after"]
    final = True if ">" in marks else False if "<" in marks else None
    return Directive(letter, argument, final, at), found.end()


def _may_be(letter: str, argument: str) -> bool:
    """Whether a directive takes an argument."""
    known = _ARGUMENTS.get(letter)
    return letter in _ARGUED and (argument in known if known else bool(argument) or letter == "t")


def _refuse(why: str, text: str, at: int, end: int) -> NoReturn:
    """Tell what is wrong with a directive.

    Raises:
        FormatError: Always.
    """
    raise FormatError(f"{text[at:end]} {why}", text, at)
