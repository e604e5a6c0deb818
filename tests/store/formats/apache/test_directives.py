"""LogFormat strings: how their text is taken apart, and what is refused."""

import pytest

from store.errors import FormatError
from store.formats.apache.directives import NICKNAMES, Directive, items_of


def test_directives_and_text_between_alternate():
    assert items_of('%h "%>s"%%') == [
        Directive("h", None, None, 0),
        ' "',
        Directive("s", None, True, 4),
        '"%',
    ]


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ("%400,501{User-agent}i", Directive("i", "User-agent", None, 0)),
        ("%!200,304{Referer}i", Directive("i", "Referer", None, 0)),
        ("%{Referer}!200i", Directive("i", "Referer", None, 0)),
        ("%<U", Directive("U", None, False, 0)),
        ("%{c}a", Directive("a", "c", None, 0)),
        ("%{us}T", Directive("T", "us", None, 0)),
        ("%^FB", Directive("^FB", None, None, 0)),
        ("%{X}^ti", Directive("^ti", "X", None, 0)),
        ("%{X}^to", Directive("^to", "X", None, 0)),
        ("%{}t", Directive("t", "", None, 0)),
        ("%{SSL_PROTOCOL}x", Directive("x", "SSL_PROTOCOL", None, 0)),
        ("%{version}c", Directive("c", "version", None, 0)),
    ],
)
def test_directive(text, directive):
    assert items_of(text) == [directive]


@pytest.mark.parametrize("letter", "aAbBDfhHIkLlmOpPqrRsStTuUvVX")
def test_every_directive_without_argument_is_known(letter):
    assert items_of(f"%{letter}") == [Directive(letter, None, None, 0)]


@pytest.mark.parametrize(
    "text",
    [
        r"%h \"%r\" \\ \t%b",
        r'LogFormat "%h \"%r\" \\ \t%b" mine',
        r' customlog logs/x.log "%h \"%r\" \\ \t%b"',
    ],
)
def test_escapes_of_the_configuration(text):
    literals = [item for item in items_of(text) if isinstance(item, str)]
    assert literals == [' "', '" \\ \t']


def test_line_end_at_the_end_says_nothing():
    assert items_of(r"%h\n") == [Directive("h", None, None, 0)]


@pytest.mark.parametrize("name", NICKNAMES)
def test_nickname_means_its_format(name):
    assert items_of(name) == items_of(NICKNAMES[name])


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("%h %y", 3),
        ("%h %", 3),
        ("%h %{x", 3),
        ("%h %i", 3),
        ("%h %{}i", 3),
        ("%h %{x}a", 3),
        ("%h %{min}T", 3),
        ("%h %{x}p", 3),
        ("%h %{x}r", 3),
        ("%h %{%Q}t", 3),
        ("%h %^XX", 3),
        (r"%h \n %l", 3),
        ("plain words", 0),
        ("", 0),
        ('LogFormat "%h %y" mine', 14),
    ],
)
def test_column_of_what_is_wrong(text, column):
    with pytest.raises(FormatError) as caught:
        items_of(text)
    assert (caught.value.text, caught.value.column) == (text, column)


def test_message_names_the_directive():
    with pytest.raises(FormatError, match=r"%\{min\}T takes no such argument"):
        items_of("%h %{min}T")
