"""Format files: what is taken, and every problem with its place."""

from pathlib import Path
from typing import Any

import pytest

from store.formats.own.loading import files_in, load, read
from tests.store.formats.own.making import GATE, OBJECTS, write

WRONG = """\
name: Acme!
titel: x
patterns:
  - name: a
    regex: '(?<user>\\S+) (unclosed'
  - name: b
    regex: '(?<time>\\S+) (?<usr>x)'
    kind: {outcome: fail, status: 3}
time: {formats: [iso, '%Y-%q']}
fields:
  user: user.nam
  st: {key: http.response.status_code, type: text, values: {yes: 1}}
samples:
  - lines: x
"""
LEAST = "name: a.b\npatterns: [{name: p, regex: x}]\nsamples: [{line: x}]\n"


def _messages(tmp_path: Path, text: str | dict[str, Any]) -> list[str]:
    found, problems = read(write(tmp_path, text))
    assert found is None or not problems
    return [str(each).removeprefix(f"{tmp_path}/") for each in problems]


def test_all_problems_are_told_at_once_in_order(tmp_path):
    places = [each.split(": ")[0] for each in _messages(tmp_path, WRONG)]
    assert places == [
        *("gate.yml:1:1", "gate.yml:2:1", "gate.yml:5:5", "gate.yml:7:5", "gate.yml:8:12"),
        *("gate.yml:8:27", "gate.yml:9:18", "gate.yml:9:23", "gate.yml:11:3", "gate.yml:12:3"),
        *("gate.yml:12:40", "gate.yml:12:52", "gate.yml:14:5", "gate.yml:14:5"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: x", "did you mean 'title'?"),
        ("name: [x]", "name has to be a text"),
        ("name: ''", "name has to have 1 to"),
        ("type: jsn", "did you mean 'json'?"),
        ("type: json", "fields are missing"),
        ("first_line: '('", "first_line is no regular expression"),
        ("patterns: {}", "patterns has to be a list"),
        ("patterns: [x]", "patterns has to be a mapping"),
        ("patterns: [{regex: x}]", "name is missing"),
        ("patterns: [{name: a}]", "regex is missing"),
        ("patterns: [{name: a, regex: x, when: {a: b}}]", "when is for `type: json`"),
        ("patterns: [{name: a, regex: x}, {name: a, regex: y}]", "there is a pattern 'a'"),
        ("patterns: [{name: a, regex: x, weight: -1}]", "weight has to be a whole number"),
        ("patterns: [{name: a, regex: x, parse: none}]", "parse has to be one of full, header"),
        ("patterns: [{name: a, regex: x, kind: {source.ip: 192.0.2.1}}]", "never the same"),
        ("patterns: [{name: a, regex: x, kind: {user.name: '-'}}]", "a text or a number"),
        ("patterns: [{name: a, regex: x, kind: {event.dataset: b}}]", "the program itself"),
        ("patterns: [{name: a, regex: '(?<who>x)'}]", "group 'who' goes nowhere"),
        ("time: {formats: [iso]}", "did you mean 'iso8601'?"),
        ("time: {formats: ['%Y']}", "lacks the day, hour, minute, month"),
        ("time: {formats: ['%d %d']}", "a second time"),
        ("time: {formats: ['%b %d %H:%M %z']}", "a zone needs a year"),
        ("time: {zone: Mars/Olympus}", "there is no zone"),
        ("time: {field: at}", "no pattern has a group 'at'"),
        ("fields: {user: user.name}", "no pattern has a group 'user'"),
        ("fields: {user: user.nmae}", "did you mean 'user.name'?"),
        ("fields: {user: User}", "is no event key"),
        ("fields: {user: 7}", "user has to be a mapping"),
        ("fields: {7: user.name}", "the key 7 has to stand in quotes"),
        ("fields: {a: {key: source.ip, type: text}}", "source.ip is never of type text"),
        ("fields: {a: {key: a.b, type: ipp}}", "did you mean 'ip'?"),
        ("samples: []", "gate.yml:1:1: samples are missing"),
        ("fields: {a: {split: ' ', keys: [user.name]}}", "two or more"),
        ("fields: {a: {split: ' ', keys: [a.b, a.c], type: int}}", "type does not go with split"),
        ("fields: {a: {key: a.b, default: x}}", "default is for fields with values"),
        ("fields: {a: {key: event.outcome, values: {x: fine}}}", "event.outcome is one of"),
        ("fields: {a: {key: a.b, values: [x]}}", "values has to be a mapping"),
        ("requires: [a]", "requires is for `type: json`"),
        ("samples: [{line: x, unparsed: true}]", "samples are missing"),
        ("samples: [{line: x, pattern: q}]", "pattern has to be one of"),
        ("samples: [{line: x, unparsed: true, fields: {a.b: c}}]", "neither fields nor pattern"),
        ("samples: [{line: x, reference: soon}]", "reference has to be a time"),
        ("samples: [{line: x, fields: {'@timestamp': soon}}]", "has to be a time"),
        ("samples: [{line: x, fields: {a.b: [c]}}]", "a.b has to be a text or a number"),
    ],
)
def test_a_problem(tmp_path, text, message):
    key = text.partition(":")[0]
    rest = "".join(f"{line}\n" for line in LEAST.splitlines() if not line.startswith(f"{key}:"))
    assert any(message in each for each in _messages(tmp_path, f"{text}\n{rest}"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "gate.yml:1:1: there is no format in it"),
        ("- a\n- b\n", "has to be a mapping"),
        ("a: [", "gate.yml:2"),
        ("name: a\nname: b\n", "gate.yml:2:1: 'name' stands here twice"),
        (f"{LEAST}---\n---\n", "a file holds one format"),
        ("name: !!python/object/apply:os.getcwd []\n", "could not determine a constructor"),
        ("a: &a [x]\nb: *a\n", "aliases (`*name`) are not taken here"),
        (f"{'[' * 60}", "nested more than"),
        ("# " + "x" * 1024 * 1024, "larger than"),
    ],
)
def test_what_is_no_document(tmp_path, text, message):
    assert [message in each for each in _messages(tmp_path, text)] == [True]


def test_an_escape_in_double_quotes_names_the_way_out(tmp_path):
    (message,) = _messages(tmp_path, 'name: a.b\npatterns:\n  - {name: p, regex: "\\S+"}\n')
    assert message.startswith("gate.yml:3:")
    assert message.endswith("found unknown escape character (use single quotes)")


def test_a_file_that_is_no_text(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(b"name: a\n\xff")
    assert [str(each) for each in read(path)[1]] == [f"{path}:2: not UTF-8"]


def test_a_file_that_is_not_there(tmp_path):
    path = tmp_path / "a.yml"
    assert [str(each) for each in read(path)[1]] == [
        f"{path}: cannot be read: No such file or directory"
    ]


@pytest.mark.parametrize("data", [GATE, OBJECTS, LEAST])
def test_a_format_without_problems(tmp_path, data):
    assert _messages(tmp_path, data) == []


def test_the_files_of_a_folder(tmp_path):
    for name in ("b.yml", "a.YAML", ".c.yml", "d.txt"):
        write(tmp_path, LEAST, name)
    assert [path.name for path in files_in([tmp_path, tmp_path / "b.yml"])] == ["a.YAML", "b.yml"]


def test_a_name_is_given_once(tmp_path):
    first, second = write(tmp_path, LEAST, "a.yml"), write(tmp_path, LEAST, "b.yml")
    found = load([first, second], ())
    assert [spec.path for spec in found.specs] == [str(first)]
    assert [str(each) for each in found.problems] == [
        f"{second}:1:1: 'a.b' is defined in {first} too"
    ]


def test_a_built_in_name_is_taken(tmp_path):
    path = write(tmp_path, LEAST)
    found = load([path], ("a.b",))
    assert (found.specs, str(found.problems[0])) == ((), f"{path}:1:1: 'a.b' is a built-in format")
