"""Indexes by which an import finds what may go on, as SQL."""

RECENT = """
DROP INDEX alerts_group;
CREATE INDEX alerts_group ON alerts (grp, last_seen);
CREATE INDEX alerts_ends ON alerts (rule, grp, last_seen);
CREATE INDEX rules_in_force ON rules (active, id, error) WHERE active;
"""
"""How far the groups of a rule are: a group that is under attack for months has hundreds of alerts
of which only the latest may go on. What is wrong with a rule stands behind its spec, pages long."""
