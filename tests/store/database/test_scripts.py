"""Scripts fall into statements at their ends, and nowhere else."""

from store.database.scripts import statements

SCRIPT = """\
CREATE TABLE a (        -- a comment; with a semicolon
    b TEXT DEFAULT ';'
);
INSERT INTO a VALUES ('
;
');
"""


def test_a_statement_ends_where_sqlite_says():
    first, second = statements(SCRIPT)
    assert first.startswith("CREATE")
    assert first.endswith(");\n")
    assert second.startswith("INSERT")
    assert second.count(";") == 2


def test_what_is_not_ended_is_no_statement():
    assert list(statements("SELECT 1;\nSELECT 2")) == ["SELECT 1;\n"]
