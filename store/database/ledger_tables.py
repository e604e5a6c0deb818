"""Whose hits are kept together, as SQL."""

LEDGERS = """
CREATE TABLE ledgers (              -- rules that count something that others may count as well
    rule INTEGER PRIMARY KEY,       -- rules.id
    counts TEXT NOT NULL,           -- what it counts; see store.rules.ledgers.sharing
    keeper INTEGER NOT NULL         -- rules.id of the first that was noted so: groups.rule
);
CREATE INDEX ledgers_counts ON ledgers (counts, keeper);
"""
