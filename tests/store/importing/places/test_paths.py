"""From what the user names to the files to read."""

import os
from pathlib import Path

import pytest

from store.importing.places.paths import STDIN, expand, stored_name


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A working directory with these files in it."""

    def tree_(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x\n")

    monkeypatch.chdir(tmp_path)
    return tree_


def found(*words: str) -> list[str]:
    return list(expand(words))


def test_a_folder_gives_its_files_by_name(tree):
    tree("logs/b.log", "logs/a.log", "logs/sub/c.log", "logs/z")
    assert found("logs") == ["logs/a.log", "logs/b.log", "logs/sub/c.log", "logs/z"]


@pytest.mark.parametrize("name", ["notes.md", "x.db", "x.db-wal", "x.import-lock", "a.PNG"])
def test_a_folder_gives_no_files_that_are_no_logs(tree, name):
    tree(f"logs/{name}", "logs/a.log")
    assert found("logs") == ["logs/a.log"]


def test_a_file_that_is_named_is_given_whatever_its_ending(tree):
    tree("notes.md")
    assert found("notes.md") == ["notes.md"]


@pytest.mark.parametrize("name", [".hidden.log", ".git/a.log", "__pycache__/a.log"])
def test_hidden_files_are_passed_over(tree, name):
    tree(f"logs/{name}")
    assert found("logs") == []


def test_a_pattern_gives_what_it_finds_by_name(tree):
    tree("b.log", "a.log", "c.txt")
    assert found("*.log") == ["a.log", "b.log"]


def test_a_pattern_reaches_into_folders(tree):
    tree("web1/apache2/a.log", "web2/a.log")
    assert found("web*") == ["web1/apache2/a.log", "web2/a.log"]


def test_a_deep_pattern_reaches_all_levels(tree):
    tree("logs/a.log", "logs/x/y/b.log")
    assert found("logs/**/*.log") == ["logs/a.log", "logs/x/y/b.log"]


def test_a_name_with_brackets_is_a_name_before_it_is_a_pattern(tree):
    tree("a[1].log", "a1.log")
    assert found("a[1].log") == ["a[1].log"]


@pytest.mark.parametrize("word", ["missing.log", "*.missing"])
def test_what_is_not_there_is_given_back(tree, word):
    assert found(word) == [word]


def test_the_order_of_the_words_is_kept(tree):
    tree("a", "b")
    assert found("b", "a") == ["b", "a"]


def test_links_to_folders_are_not_followed(tree):
    tree("logs/a.log")
    Path("logs/again").symlink_to(".")
    assert found("logs") == ["logs/a.log"]


def test_links_to_files_are_given(tree):
    tree("a.log", "logs/b.log")
    Path("logs/link.log").symlink_to("../a.log")
    assert found("logs") == ["logs/b.log", "logs/link.log"]


def test_a_folder_that_is_a_link_is_read_where_it_is_named(tree):
    tree("real/a.log")
    Path("link").symlink_to("real")
    assert found("link") == ["link/a.log"]


def test_a_fifo_in_a_folder_is_passed_over(tree):
    tree("logs/a.log")
    os.mkfifo("logs/pipe")
    assert found("logs") == ["logs/a.log"]


def test_a_name_that_no_file_can_have_is_given_back(tree):
    word = "a" * 5000
    assert found(word) == [word]


def test_a_folder_that_has_just_gone_is_given_back(tree, monkeypatch):
    tree("logs/a.log")
    monkeypatch.setattr(Path, "is_dir", lambda self: str(self) == "gone")
    assert found("gone") == ["gone"]


def test_a_dash_is_standard_input_and_a_file_of_that_name_is_not(tree):
    tree("-")
    assert found("-", "./-") == [str(STDIN), "-"]


def test_standard_input_has_its_own_name(tree):
    assert (stored_name(STDIN), stored_name(Path("-"))) == ("-", str(Path("-").absolute()))


def test_a_fifo_that_is_named_is_given(tree):
    os.mkfifo("pipe")
    assert found("pipe") == ["pipe"]


def test_a_pattern_gives_no_fifo(tree):
    tree("a.log")
    os.mkfifo("pipe")
    assert found("*") == ["a.log"]


def test_a_link_to_a_fifo_is_passed_over_and_a_broken_one_is_told_of(tree):
    tree("logs/a.log")
    os.mkfifo("pipe")
    Path("logs/link").symlink_to("../pipe")
    Path("logs/loop").symlink_to("loop")
    Path("logs/none").symlink_to("gone")
    assert found("logs") == ["logs/a.log", "logs/loop", "logs/none"]


def test_documents_that_are_archives_are_no_logs(tree):
    tree("logs/a.zip", "logs/b.xlsx", "logs/c.jar")
    assert found("logs") == ["logs/a.zip"]


@pytest.mark.parametrize("behind", ["", "!/web1/x.log"])
def test_a_name_has_no_way_back_in_it(tree, tmp_path, behind):
    tree("web1/a.log", "web2/b.log")
    for name in (f"web1/../web2/b.log{behind}", f"{tmp_path}/web1/../web2/b.log{behind}"):
        assert stored_name(name) == f"{tmp_path}/web2/b.log{behind}"


def test_a_way_back_out_of_a_link_stays_in_a_name(tree, tmp_path):
    tree("logs/web1/a.log", "logs/b.log", "b.log")
    (tmp_path / "link").symlink_to("logs/web1")
    assert stored_name("link/../b.log") == f"{tmp_path}/link/../b.log"
