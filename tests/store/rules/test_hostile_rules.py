"""Rule files that nobody should have written: each is a problem with its place, and soon."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.rules.compiling import assembling, patience
from store.rules.compiling.assembling import assemble
from store.rules.compiling.compiler import compile_files
from store.rules.compiling.drafts import draft

RULE = """title: A
logsource: {category: webserver}
detection:
    sel: {cs-method: GET}
    condition: sel
"""
MERGES = "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 12))
REPEATED = "((((a{1,900}){1,900}){1,900}){1,900})"


def value(text: str) -> str:
    """A rule with this value."""
    return RULE.replace("GET", text)


def condition(text: str) -> str:
    """A rule with this condition."""
    return RULE.replace("condition: sel", f"condition: {text}")


HOSTILE: dict[str, tuple[str, str]] = {
    "merged aliases": (f"a0: &a0 {{k: 1}}\n{MERGES}", "7:14: its aliases (`*name`) stand for too"),
    "an alias in itself": ("a: &a [*a]\n", "1:4: an alias (`*name`) stands in what it stands for"),
    "merged into itself": ("a: &a {<<: *a}\n", "1:4: an alias (`*name`) stands in what it stands"),
    "deep": (f"title: A\na: {'[' * 60}{']' * 60}\n", "2: nested more than 50 deep"),
    "deep value": (value("[[[[a]]]]"), "4:11: a value is a text, a number, true"),
    "twice": (RULE + "title: B\n", "6:1: 'title' stands here twice"),
    "twice within": (value("GET, cs-method: a"), "4:27: 'cs-method' stands here twice"),
    "code": ("a: !!python/name:os.system\n", "1:4: could not determine a constructor"),
    "a list": ("- a\n- b\n", "1: a rule is a mapping of names to values"),
    "a word": ("a\n", "1: a rule is a mapping of names to values"),
    "no text for a key": ("{1: 2}\n", "1: a rule is a mapping of names to values"),
    "a date that is none": ("date: 2026-13-45\n", "1: not YAML: month must be in 1..12"),
    "a number of 5000 digits": (value("1" * 5000), "1: not YAML: "),
    "a number that is none": (value(".inf"), "4:11: Invalid number"),
    "bytes": (value("!!binary aGk="), "4:11: a value is a text, a number, true"),
    "half a character": (value('"\\ud800"'), "4:25: found invalid Unicode character"),
    "a long value": (value("x" * 60_000), "4:11: a value is longer than 50000 bytes"),
    "names that differ in case": (
        RULE.replace("cs-method: GET", "x.y: 1, X.Y: 2"),
        "3:1: SQLite does not take it: duplicate column name",
    ),
    "many not": (condition("not " * 3000 + "sel"), "3:1: nested too deeply"),
    "brackets that do not close": (condition("(" * 3000 + "sel"), "5:5: Unbalanced parentheses"),
    "selections with numbers": (
        "title: A\nlogsource: {category: webserver}\ndetection: {1: {2: 3}, condition: a}\n",
        "3:1: the name of a field is a text, not 2",
    ),
    "a logsource of lists": (
        RULE.replace("category: webserver", "category: [a]"),
        "2:1: Sigma log source category must be string",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rule_is_a_problem_with_its_place(tmp_path, name):
    path = tmp_path / "a.yml"
    path.write_text(HOSTILE[name][0])
    began = time.process_time()
    problems = [str(one).removeprefix(f"{path}:") for one in assemble([path]).problems]
    assert [one[: len(HOSTILE[name][1])] for one in problems] == [HOSTILE[name][1]]
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"title: A\nauthor: \xff\n", "2: not UTF-8"),
        (b"\xff\xfet\0i\0t\0l\0e\0", "1: not UTF-8"),
        (b"a: \0\n", "1: not YAML"),
        (b"a: 1\n" * 300_000, " larger than 1048576 bytes"),
    ],
)
def test_a_file_that_is_no_text_is_a_problem(tmp_path, raw, problem):
    path = tmp_path / "a.yml"
    path.write_bytes(raw)
    (found,) = assemble([path]).problems
    assert str(found).removeprefix(f"{path}:").startswith(problem)


@pytest.mark.parametrize("prefix", ["", "(?=a)"])
def test_an_expression_of_many_repetitions_compiles_at_once(tmp_path, prefix):
    path = tmp_path / "a.yml"
    path.write_text(RULE.replace("cs-method: GET", f"cs-method|re: '{prefix}{REPEATED}'"))
    began = time.process_time()
    assert len(assemble([path]).rules) == 1
    assert time.process_time() - began < 5


def test_many_alternatives_compile(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text(value(f"[{', '.join(f'v{n}' for n in range(5000))}]"))
    assert len(assemble([path]).rules) == 1


def test_a_rule_that_takes_too_long_is_a_problem_and_the_others_compile(tmp_path, monkeypatch):
    def slow(document):
        while document.data["title"] == "slow":
            pass
        return draft(document)

    monkeypatch.setattr(assembling, "draft", slow)
    monkeypatch.setattr(assembling, "limited", lambda: patience.limited(0.05))
    path = tmp_path / "a.yml"
    path.write_text(f"title: slow\n---\n{RULE}")
    found = assemble([path])
    assert [one.title for one in found.rules] == ["A"]
    assert [str(one) for one in found.problems] == [
        f"{path}:1: it cannot be compiled: that takes too long"
    ]


TAGGED = RULE + "tags: [attack.t1110.001, attack.credential-access, d3fend.d3-am, cve.2021-44228]\n"


def test_compiling_reaches_for_no_network(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text(TAGGED)
    (rule,) = compile_files([path]).rules
    assert "attack.t1110.001" in rule.tags


def test_the_library_that_fetches_is_not_even_loaded(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text(TAGGED)
    code = (
        "import pathlib, socket, sys\n"
        "from store.rules.compiling import assembling\n"
        "sys.addaudithook(assembling.stay_offline)\n"
        f"assert not assembling.assemble([pathlib.Path({str(path)!r})]).problems\n"
        "assert not {name for name in sys.modules if name.startswith('sigma.data')}\n"
        "try:\n    socket.create_connection(('192.0.2.1', 80))\n"
        "except PermissionError as error:\n    print(error)\n"
    )
    root = Path(assembling.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root
    )
    assert (done.stdout, done.stderr) == ("rules are compiled without a network\n", "")
