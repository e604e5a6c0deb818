"""A PowerShell script that is logged in parts, imported and judged by the rules."""

import pytest

from tests.store.formats.windows.test_scripts import part
from tests.store.importing.running import append, rested, rows, run

FIRST, SECOND = part(1, 2, "Invoke-Mimi"), part(2, 2, "katz -DumpCreds")


def titles(database) -> list[str]:
    """The rules that have alerts."""
    statement = "SELECT DISTINCT title FROM alerts JOIN rules ON rules.id = rule ORDER BY title"
    return [title for (title,) in rows(database, statement)]


@pytest.mark.parametrize("parts", [(FIRST, SECOND), (SECOND, FIRST)], ids=["in order", "not"])
def test_what_a_rule_looks_for_is_found_across_a_cut(database, logs, parts):
    path = logs / "powershell.xml"
    path.write_text(parts[0])
    run(database, rested(path))
    before = titles(database)
    append(path, parts[1].encode())
    run(database, rested(path))
    assert (before, bool(titles(database))) == ([], True)


def test_a_script_without_it_makes_no_alert(database, logs):
    path = logs / "powershell.xml"
    path.write_text(part(1, 2, "Get-Da") + part(2, 2, "te"))
    run(database, rested(path))
    assert titles(database) == []
