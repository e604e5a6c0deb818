"""Which formats there are, and which of them a source is in."""

import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import builtin
from store.formats.interface import Format
from store.formats.registry import detect, formats, scores

ALL = list(formats().values())
POEM = b"roses are red\nviolets are blue\n"


def named(log: Format) -> str:
    """What a test is called."""
    return log.name


def test_every_module_gives_a_format():
    modules = [module.name for module in pkgutil.iter_modules(builtin.__path__)]
    assert len(formats()) == len(modules) > 0


def test_formats_go_by_their_names_in_order():
    assert list(formats()) == sorted(each.name for each in ALL)
    assert all(name == each.name for name, each in formats().items())


@pytest.mark.parametrize("log", ALL, ids=named)
def test_a_format_is_told_by_its_own_lines(log):
    assert detect(log.sample) is log


@pytest.mark.parametrize("log", ALL, ids=named)
def test_a_format_fits_its_own_lines_best(log):
    found = scores(log.sample)
    assert next(iter(found.items())) == (log.name, 1.0)


@pytest.mark.parametrize(
    "log", [each for each in ALL if each.dataset != "windows.eventlog"], ids=named
)
def test_strange_lines_between_do_not_hide_a_format(log):
    assert detect(POEM + log.sample + POEM) is log


@pytest.mark.parametrize("head", [b"", b"\n\n", POEM, b"\0" * 512, bytes(range(256))])
def test_what_fits_no_format_has_none(head):
    assert detect(head) is None


def test_a_few_lines_do_not_make_a_format():
    log = formats()["apache.access"]
    line = log.sample.splitlines(keepends=True)[0]
    assert detect(POEM + line) is log
    assert detect(POEM * 10 + line) is None


@given(st.binary(max_size=400))
def test_scores_are_shares_and_fall(head):
    found = list(scores(head).values())
    assert len(found) == len(ALL)
    assert found == sorted(found, reverse=True)
    assert all(0 <= score <= 1 for score in found)
