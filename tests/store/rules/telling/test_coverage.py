"""The techniques that rules tell of."""

from store.rules.telling.coverage import Technique, layer, techniques
from tests.store.rules.making import rule

ONE = rule(uuid="1", title="One", tags=("attack.t1110.001", "attack.impact", "cve.2021-44228"))
TWO = rule(uuid="2", title="Two", tags=("attack.T1110.001", "attack.t1078"))


def test_techniques_are_those_of_tags():
    assert techniques([TWO, ONE]) == [
        Technique("T1078", ("Two",)),
        Technique("T1110.001", ("One", "Two")),
    ]


def test_rules_of_the_same_title_count_each():
    twin = rule(uuid="3", title="One", tags=("attack.t1110.001",))
    assert techniques([ONE, twin]) == [Technique("T1110.001", ("One", "One"))]


def test_a_rule_that_makes_no_alerts_covers_nothing():
    assert techniques([rule(tags=("attack.t1078",), alerts=False)]) == []


def test_a_layer_scores_techniques_by_their_rules():
    (found,) = layer(techniques([ONE]))["techniques"]
    assert found == {
        "techniqueID": "T1110.001",
        "score": 1,
        "comment": "One",
        "enabled": True,
        "showSubtechniques": False,
    }


def test_a_layer_says_its_format_and_what_it_is_of():
    found = layer([])
    assert found["versions"] == {"navigator": "5.0.0", "layer": "4.5"}
    assert (found["domain"], found["techniques"]) == ("enterprise-attack", [])
