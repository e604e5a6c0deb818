"""Whose hits are kept together, and where the alerts on them end, as SQL."""

LEDGERS = """
CREATE TABLE ledgers (              -- rules that count something that others may count as well
    rule INTEGER PRIMARY KEY,       -- rules.id
    counts TEXT NOT NULL,           -- what it counts; see store.rules.ledgers.sharing
    keeper INTEGER NOT NULL         -- rules.id of the first that was noted so: groups.rule
);
CREATE INDEX ledgers_counts ON ledgers (counts, keeper);
"""

ENDS = """
DROP INDEX alerts_group;
CREATE INDEX alerts_group ON alerts (grp, last_seen);
CREATE INDEX alerts_ends ON alerts (rule, grp, last_seen);
CREATE INDEX rules_in_force ON rules (id) WHERE active AND error IS NULL;
"""
"""How far the groups of a rule are: a group that is under attack for months has hundreds of alerts
of which only the latest may go on. What is wrong with a rule stands behind its spec, pages long."""
