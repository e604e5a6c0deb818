"""Rule files cut into documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.written.documents import read
from store.yaml_places import DEEPEST, LARGEST
from tests.store.rules.making import write

TWO = """# a comment
title: One
detection:
    sel:
        a: 1
---

title: Two
tags:
    - x
    - y
"""


def test_every_document_knows_its_line(tmp_path):
    documents, problems = read(write(tmp_path, "a.yml", TWO))
    assert [(one.data["title"], one.line) for one in documents] == [("One", 2), ("Two", 8)]
    assert problems == []


@pytest.mark.parametrize(
    ("keys", "line", "column"),
    [
        (("title",), 2, 1),
        (("detection", "sel"), 4, 5),
        (("detection", "sel", "a"), 5, 9),
        (("detection", "nothing"), 3, 1),
        (("nothing",), 2, None),
    ],
)
def test_a_key_has_a_place(tmp_path, keys, line, column):
    documents, _ = read(write(tmp_path, "a.yml", TWO))
    place = documents[0].location(*keys)
    assert (place.line, place.column) == (line, column)


def test_an_item_of_a_list_has_a_place(tmp_path):
    documents, _ = read(write(tmp_path, "a.yml", TWO))
    assert documents[1].location("tags", 1).line == 11


def test_the_text_is_the_document_alone(tmp_path):
    documents, _ = read(write(tmp_path, "a.yml", TWO))
    assert documents[1].text == "title: Two\ntags:\n    - x\n    - y"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\n---\nfoo: [\n", "did not find expected node content", 4),
        ("- a\n- b\n", "a rule is a mapping of names to values", 1),
        ("\n1: a\n", "a rule is a mapping of names to values", 2),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "'c' stands here twice", 4),
        ("a: !!python/object:os.system {}\n", "could not determine a constructor for the tag", 1),
        ("\n[" * (DEEPEST + 1), f"nested more than {DEEPEST} deep", DEEPEST + 2),
        ("- " * 200_000, f"nested more than {DEEPEST} deep", 1),
        ("{a: " * 100_000, f"nested more than {DEEPEST} deep", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, message, line):
    _, problems = read(write(tmp_path, "a.yml", text))
    assert message in problems[0].message
    assert problems[0].location.line == line


def test_a_broken_document_hides_no_other(tmp_path):
    text = "title: a\n---\nfoo: [\n---\ntitle: b\n"
    documents, problems = read(write(tmp_path, "a.yml", text))
    assert [one.data["title"] for one in documents] == ["a", "b"]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"title: \xff\n", "not UTF-8"),
        (b"#" * (LARGEST + 1), f"larger than {LARGEST} bytes"),
    ],
)
def test_a_file_that_is_no_text_is_a_problem(tmp_path, raw, message):
    path = tmp_path / "a.yml"
    path.write_bytes(raw)
    assert [problem.message for problem in read(path)[1]] == [message]


def test_a_missing_file_is_a_problem(tmp_path):
    assert read(tmp_path / "none.yml")[1][0].message == "cannot be read: No such file or directory"


@given(st.text(st.sampled_from("a:-[]{}&*!|>'\"#%@\n \t,?"), max_size=60))
def test_any_text_gives_documents_or_problems(tmp_path_factory, text):
    path = write(tmp_path_factory.getbasetemp(), "any.yml", text)
    documents, problems = read(path)
    assert all(isinstance(one.data, dict) for one in documents)
    assert all(problem.location.path == str(path) for problem in problems)
