"""Which rule a word means."""

import click
import pytest

from app.rulebook.naming import meant
from store.rules.compiled import Inapplicable
from tests.store.rules.making import rule

ONE = rule(uuid="3f0e1a52-0000-4000-8000-000000000001", title="Many guesses", name="guesses")
OTHER = rule(uuid="3f0e1a52-0000-4000-8000-000000000002", title="Many guesses of one", name=None)
FAR = Inapplicable("3f0e1a52-0000-4000-8000-000000000003", "Kernel", "a.yml", 1, "none")


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        (ONE.uuid, ONE),
        (OTHER.uuid.upper(), OTHER),
        ("guesses", ONE),
        ("many guesses", ONE),
        ("Many guesses of", OTHER),
        ("kern", FAR),
        ("RNEL", FAR),
    ],
)
def test_a_rule_is_found(word, rule):
    assert meant(word, [ONE, OTHER], [FAR]) is rule


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("many", "'many' may be 'Many guesses', 'Many guesses of one'; take an id"),
        ("guess", "'guess' may be 'Many guesses', 'Many guesses of one'; take an id"),
        ("Kernle", "there is no rule 'Kernle'; did you mean 'Kernel'?"),
        ("", "there is no rule ''; 'rules list' has them"),
        ("zzzz", "there is no rule 'zzzz'; 'rules list' has them"),
    ],
)
def test_a_word_that_means_none_or_several_is_refused(word, said):
    with pytest.raises(click.BadParameter) as wrong:
        meant(word, [ONE, OTHER], [FAR])
    assert wrong.value.message == said
