"""What conditions come to on our records, beside what Sigma says of all."""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.model import Kind, Record
from store.rules.compiling.assembling import assemble
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.matcher import Matcher
from tests.store.rules.making import WEB, record

EVENT = Kind("windows.eventlog", channel="Application", code="7")


def holds(folder: Path, logsource: dict[str, str], selection: Any, one: Record) -> bool:
    """Whether a rule with this selection is about a record."""
    detection = {"sel": selection, "condition": "sel"}
    text = {"title": "A", "logsource": logsource, "detection": detection}
    path = folder / "a.yml"
    path.write_text(yaml.safe_dump(text), encoding="utf-8")
    matcher = Matcher(assemble([path]).rules, UTC)
    hit = bool(matcher.hits(Batch([one], Contents(UTC))))
    assert matcher.errors == {}
    return hit


@pytest.mark.parametrize(
    ("selection", "referrer", "expected"),
    [
        ({"cs-referer": "-"}, None, True),
        ({"cs-referer": ""}, None, True),
        ({"cs-referer": ["-", "x"]}, None, True),
        ({"cs-referer": "-"}, "x", False),
        ({"cs-referer|neq": "-"}, None, False),
        ({"cs-referer|neq": "-"}, "x", True),
        ({"cs-referer|contains": "-"}, None, False),
        ({"cs-referer|cased": "-"}, None, False),
    ],
)
def test_in_access_logs_a_dash_is_no_value(tmp_path, selection, referrer, expected):
    fields = {} if referrer is None else {"http_request_referrer": referrer}
    web = {"category": "webserver"}
    assert holds(tmp_path, web, selection, record(WEB, **fields)) is expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"UserName": ""}, True),
        ({"UserName": ["", "x"]}, True),
        ({"UserName": "-"}, False),
        ({"UserName|cased": ""}, False),
        ({"UserName|neq": ""}, False),
        ({"ServerName": ""}, False),
    ],
)
def test_an_empty_value_of_an_event_is_none(tmp_path, selection, expected):
    one = record(EVENT)
    one.fields["winlog.event_data.ServerName"] = "x"
    windows = {"product": "windows", "service": "application"}
    assert holds(tmp_path, windows, {"EventID": 7, **selection}, one) is expected


@pytest.mark.parametrize("name", ["User32", "User32 ", "user32  ", "User*", "*32"])
def test_blanks_after_the_process_of_a_logon_do_not_count(tmp_path, name):
    one = record(EVENT)
    one.fields["winlog.event_data.LogonProcessName"] = "User32 "
    windows = {"product": "windows", "service": "application"}
    assert holds(tmp_path, windows, {"LogonProcessName": name}, one)


@pytest.mark.parametrize(("name", "expected"), [("User32 ", True), ("USER32 ", False)])
def test_the_process_of_a_logon_is_found_with_regard_to_case(tmp_path, name, expected):
    one = record(EVENT)
    one.fields["winlog.event_data.LogonProcessName"] = "User32 "
    windows = {"product": "windows", "service": "application"}
    assert holds(tmp_path, windows, {"LogonProcessName|cased": name}, one) is expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"Data": "one"}, True),
        ({"Data": "TWO"}, True),
        ({"Data": "three"}, True),
        ({"Data": "wo"}, False),
        ({"Data": "one*three"}, True),
        ({"Data|contains": "w"}, True),
        ({"Data|startswith": "tw"}, True),
        ({"Data|startswith": "wo"}, False),
        ({"Data|endswith": "wo"}, True),
        ({"Data|endswith": "tw"}, False),
        ({"Data|cased": "two"}, True),
        ({"Data|cased": "Two"}, False),
        ({"Data|re": "^one"}, True),
    ],
)
def test_the_data_of_an_event_is_any_of_its_values(tmp_path, selection, expected):
    values = {"param1": "one", "param2": "two", "param3": "three"}
    fields = {f"winlog.event_data.{name}": value for name, value in values.items()}
    event = Record(0, b"<Event/>", EVENT, dict(fields), 0)
    assert holds(tmp_path, {"product": "windows"}, selection, event) is expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (["a&b"], True),
        (["a&amp;b"], True),
        (['said "no"'], True),
        (["message & more"], True),
        (["c&d"], False),
        ([7], True),
        ({"|re": "a&b"}, True),
        ({"|all": ["a&b", "more"]}, True),
    ],
)
def test_a_keyword_is_found_whatever_xml_makes_of_it(tmp_path, selection, expected):
    raw = b"<Id>7</Id><Data>a&amp;b said &quot;no&quot;</Data><M>A message &amp; more</M>"
    data = 'a&b said "no"'
    fields = {"winlog.event_data.x": data, "message": "A message & more"}
    event = Record(0, raw, EVENT, dict(fields), 0)
    assert holds(tmp_path, {"product": "windows"}, selection, event) is expected


def test_a_keyword_that_is_a_truth_value_is_a_problem(tmp_path):
    (tmp_path / "a.yml").write_text(
        "title: A\nlogsource: {product: windows}\ndetection: {sel: [true], condition: sel}\n"
    )
    (problem,) = assemble([tmp_path / "a.yml"]).problems
    assert str(problem).endswith(":3:19: a keyword is a text, a number or a regular expression")
