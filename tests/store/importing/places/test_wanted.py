"""What is wanted: which options a log has."""

from dataclasses import replace
from pathlib import Path

import pytest

from store.importing.places.templates import HostTemplate
from store.importing.places.wanted import Wanted, files
from tests.store.importing.running import OPTIONS


def named(host: str, *paths: object, **more) -> Wanted:
    return Wanted(tuple(map(str, paths)), replace(OPTIONS, host=host), **more)


@pytest.fixture
def tree(tmp_path):
    """Two hosts with a log each."""
    for host in ("web1", "web2"):
        (tmp_path / host).mkdir()
        (tmp_path / host / "a.log").touch()
    return tmp_path


def hosts(*wanted: Wanted) -> dict[str, str | None]:
    """The hosts of what is found, by the last two parts of the paths."""
    return {"/".join(path.parts[-2:]): options.host for path, options in files(wanted)}


def test_every_file_has_the_options_of_what_names_it(tree):
    found = hosts(named("a", tree / "web1"), named("b", tree / "web2" / "*.log"))
    assert found == {"web1/a.log": "a", "web2/a.log": "b"}


def test_a_file_that_two_lead_to_counts_for_the_first(tree):
    found = hosts(named("a", tree / "web1" / "a.log"), named("b", tree))
    assert found == {"web1/a.log": "a", "web2/a.log": "b"}


def test_the_host_is_taken_from_the_path(tree):
    found = hosts(named("a", tree, hosts=HostTemplate(f"{tree}/{{host}}/*.log")))
    assert found == {"web1/a.log": "web1", "web2/a.log": "web2"}


def test_where_the_template_says_nothing_the_host_is_the_named_one(tree):
    found = hosts(named("a", tree, hosts=HostTemplate("/none/{host}")))
    assert found == {"web1/a.log": "a", "web2/a.log": "a"}


@pytest.mark.parametrize("word", ["web1", "web1/a.log", "web1/*.log", "*1", "**/web1/*", "w[e]b1/"])
def test_an_exception_wins_for_the_logs_that_it_leads_to(tree, word):
    found = hosts(named("a", tree, within=(named("b", f"{tree}/{word}"),)))
    assert found == {"web1/a.log": "b", "web2/a.log": "a"}


def test_a_word_with_wildcards_that_is_a_file_leads_to_that(tmp_path):
    odd = tmp_path / "[a].log"
    odd.touch()
    assert named("a", odd).covers(odd)


def test_what_is_not_there_is_given_back(tmp_path):
    assert [path for path, _ in files([named("a", tmp_path / "no")])] == [Path(tmp_path / "no")]
