"""What a rule is called."""

from store.rules.written.calling import called, short
from tests.store.rules.making import rule


def test_a_rule_is_called_by_its_id_its_name_and_its_title_as_one_word():
    mine = rule(uuid="ABC", name="Mine", title="A rule, by number")
    assert called(mine) == ("abc", "mine", "a-rule-by-number")


def test_the_short_name_is_its_own_where_it_has_one():
    assert short(rule(name="mine", title="A rule")) == "mine"
    assert short(rule(title="Administrator's logon (4624)")) == "administrators-logon-4624"


def test_a_title_without_a_letter_leaves_the_id():
    assert short(rule(uuid="abc", title="日本")) == "abc"
