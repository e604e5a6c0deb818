"""What rules have learnt that want something new: whose history is known, and since when."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Learning:
    """How far a rule has learnt. Texts are the log's own."""

    histories: int
    """How many there are that are learnt each by itself."""
    terms: int
    """What was met in all of them, each once."""
    learning: int
    """Histories that are not learnt yet at the time of the latest event."""
    first: int | None
    """When the first began (µs UTC); None: there is none."""
    last: int | None
    """When the one that began last did."""
    newest: int | None
    """Time of the latest event."""


def learning(connection: sqlite3.Connection, uuid: str, span: int) -> Learning:
    """How far a rule in force has learnt.

    Args:
        connection: To the database.
        uuid: The rule's own id.
        span: Microseconds for which each history is learnt.
    """
    (newest,) = connection.execute("SELECT max(last_ts) FROM blocks").fetchone()
    histories, first, last, young = connection.execute(
        "SELECT count(*), min(s.first), max(s.first), ifnull(sum(s.first + ? > ?), 0) "
        "FROM rules r JOIN term_scopes s ON s.rule = r.id WHERE r.active AND r.uuid = ?",
        (span, newest, uuid),
    ).fetchone()
    (terms,) = connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT t.scope, t.term FROM rules r "
        "JOIN term_scopes s ON s.rule = r.id JOIN terms t ON t.scope = s.id "
        "WHERE r.active AND r.uuid = ?)",
        (uuid,),
    ).fetchone()
    return Learning(histories, terms, young, first, last, newest)
