"""Rules of the program's own, which no file holds and nothing judges."""

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple


class OwnRule(NamedTuple):
    """Such a rule."""

    uuid: str
    title: str
    severity: str
    description: str
    falsepositives: tuple[str, ...]

    @property
    def spec(self) -> Mapping[str, object]:
        """What stands for people in `rules.spec`, as in that of a rule from a file."""
        return {
            "author": "Blotter",
            "license": "Apache-2.0",
            "description": self.description,
            "falsepositives": list(self.falsepositives),
            "references": [],
            "tags": [],
        }


def place(
    connection: sqlite3.Connection, rule: OwnRule, group: Mapping[str, str]
) -> tuple[int, int]:
    """The numbers of a rule and of one of its groups, made where they are new.

    Args:
        connection: In a transaction.
        rule: The rule.
        group: Fields and values.
    """
    connection.execute(
        "INSERT OR IGNORE INTO rules (uuid, hash, active, title, severity, spec) "
        "VALUES (?, '', 0, ?, ?, ?)",
        (rule.uuid, rule.title, rule.severity, json.dumps(rule.spec)),
    )
    (number,) = connection.execute("SELECT id FROM rules WHERE uuid = ?", (rule.uuid,)).fetchone()
    key = json.dumps(group, ensure_ascii=False)
    connection.execute("INSERT OR IGNORE INTO groups (rule, key) VALUES (?, ?)", (number, key))
    (made,) = connection.execute(
        "SELECT id FROM groups WHERE rule = ? AND key = ?", (number, key)
    ).fetchone()
    return number, made
