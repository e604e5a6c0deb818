"""Every rule for requests has a text to look for: a single one without it is asked of each line."""

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.compiling.ahead import compiled
from store.rules.files.loader import rule_files
from store.rules.matching.glances import glanced

_VARIED = frozenset(
    {"url.original", "url.decoded", "user_agent.decoded", "http.request.referrer.decoded"}
)
_RULES = [
    rule
    for rule in compiled(rule_files([])).rules
    if rule.type is RuleType.EVENT and not _VARIED.isdisjoint(rule.columns)
]


@pytest.mark.parametrize("rule", _RULES, ids=[rule.title for rule in _RULES])
def test_a_glance_passes_by_most_requests(rule: CompiledRule):
    assert glanced([rule])
