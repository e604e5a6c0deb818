"""Rules that wait for what is known of addresses."""

from pathlib import Path

import pytest

from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.compiled import RuleType
from store.rules.keeping.waiting import ready, waiting
from store.rules.novelty import NewTerms
from store.rules.windows import Way
from tests.store.rules.making import rule

DATABASES = Knowledge((Path("c.mmdb"),), ())
LISTS = Knowledge((), (("drop", Path("drop.txt")),))
COUNTRY, FEEDS = "source.geo.country_iso_code", "threat.feed.name"
WAITS_FOR_LIST = rule(uuid="a", needs=((FEEDS,),))
PLAIN = rule(uuid="b", needs=(("url.path",),))


def counting(**changed: object):
    """A correlation of the two."""
    values = {"uuid": "c", "type": RuleType.EVENT_COUNT, "members": ("a", "b")}
    return rule(**values | changed)


@pytest.mark.parametrize(
    "one",
    [
        rule(needs=((COUNTRY,),)),
        rule(needs=((COUNTRY, "source.as.number"),)),
        rule(value_keys=(("user.name", COUNTRY),), novelty=NewTerms(1, 0, None)),
        rule(group_by=(COUNTRY,), keep_missing=False),
    ],
    ids=["needs", "either", "new terms", "group"],
)
def test_what_needs_an_mmdb_file_waits_for_one(one):
    assert waiting([one], LISTS) == {one.uuid: "waits for databases in [enrichment]"}
    assert waiting([one], DATABASES) == {}


def test_what_needs_a_list_waits_for_one():
    assert waiting([WAITS_FOR_LIST], DATABASES) == {"a": "waits for a list in [enrichment.lists]"}
    assert waiting([WAITS_FOR_LIST], LISTS) == {}


@pytest.mark.parametrize(
    "one",
    [
        rule(needs=(("source.class",),)),
        rule(needs=((COUNTRY, "url.path"),)),
        rule(columns=(COUNTRY,)),
        rule(group_by=(COUNTRY,), keep_missing=True),
    ],
    ids=["class", "something else does", "asks that it is not so", "groups what lacks it, too"],
)
def test_what_can_do_without_does_not_wait(one):
    assert waiting([one], NO_KNOWLEDGE) == {}


@pytest.mark.parametrize(
    ("correlation", "waits"),
    [
        (counting(), False),
        (counting(members=("a",)), True),
        (counting(type=RuleType.TEMPORAL, ways=(Way((0, 1)),)), True),
        (counting(type=RuleType.TEMPORAL, ways=(Way((0,)), Way((1,)))), False),
    ],
    ids=["one of two counts", "all of them", "both are needed", "either will do"],
)
def test_a_correlation_waits_where_its_members_make_it(correlation, waits):
    found = waiting([WAITS_FOR_LIST, PLAIN, correlation], NO_KNOWLEDGE)
    assert ("c" in found) is waits


def test_what_waits_is_not_in_force_but_as_a_member():
    rules = [WAITS_FOR_LIST, PLAIN, counting()]
    found = {each.uuid: each.alerts for each in ready(rules, NO_KNOWLEDGE)}
    assert found == {"a": False, "b": True, "c": True}
    assert [each.uuid for each in ready([WAITS_FOR_LIST, PLAIN], NO_KNOWLEDGE)] == ["b"]
    assert ready(rules, LISTS) == rules
