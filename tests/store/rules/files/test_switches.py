"""Which rules are in force."""

import pytest

from store.errors import Location
from store.rules.compiled import Compilation, Inapplicable, RuleType
from store.rules.files.switches import NO_DATA, Switch, in_force, is_on, unknown
from tests.store.rules.making import rule

PLACE = Location("c.toml", 1, 1)
MEMBER = rule(uuid="m", set="web", alerts=True)
COUNT = rule(uuid="c", set="auth", type=RuleType.EVENT_COUNT, members=("m",))
ALL = Compilation((MEMBER, COUNT), (), (Inapplicable("i", "", "", 1, "", "mine"),))


def on(*names: str) -> list[Switch]:
    return [Switch(name, True, PLACE) for name in names]


def off(*names: str) -> list[Switch]:
    return [Switch(name, False, PLACE) for name in names]


@pytest.mark.parametrize(
    ("name", "switches", "expected"),
    [
        ("web", [], True),
        ("classic", [], False),
        ("classic", on("classic"), True),
        ("web", off("web"), False),
        ("web", off("auth"), True),
        ("web", off("R"), False),
        ("web", off("web") + on("r"), True),
        ("classic", on("r"), True),
        ("classic", on("classic") + off("r"), False),
        ("web", on("web") + off("web"), False),
    ],
)
def test_a_rule_is_on_as_it_and_its_set_are_switched(name, switches, expected):
    assert is_on(rule(uuid="r", set=name), switches) is expected


def test_all_rules_are_in_force_without_a_switch():
    assert in_force([MEMBER, COUNT], ()) == [MEMBER, COUNT]


def test_what_a_rule_builds_on_is_counted_though_its_set_is_off():
    found = in_force([MEMBER, COUNT], off("web"))
    assert [(one.uuid, one.alerts) for one in found] == [("m", False), ("c", True)]


def test_a_rule_that_is_off_is_not_in_force():
    assert in_force([MEMBER, COUNT], off("auth")) == [MEMBER]


@pytest.mark.parametrize("name", ["web", "c", "i", "mine", "classic"])
def test_sets_and_ids_are_known(name):
    assert unknown(ALL, off(name)) == []


def test_the_nearest_name_is_told():
    assert [str(one) for one in unknown(ALL, on("wep"))] == [
        "c.toml:1:1: no set and no rule 'wep'; did you mean 'web'?"
    ]


def test_where_none_is_near_all_sets_are_told():
    assert [one.message for one in unknown(ALL, on("zzzzzzz"))] == [
        "no set and no rule 'zzzzzzz'; sets are auth, classic, mine, no-data, rates, thorough, web"
    ]


def test_the_set_of_silent_logs_is_known():
    assert unknown(Compilation((), ()), off(NO_DATA)) == []
