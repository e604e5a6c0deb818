"""What the tables of alerts and rules have for alerts that are folded into others, as SQL."""

FLOODS = """
ALTER TABLE alerts ADD COLUMN folded INTEGER;   -- alerts.id of the one that tells of this, too
ALTER TABLE alerts ADD COLUMN folds INTEGER NOT NULL DEFAULT 0; -- of a flood: how many parts it has
CREATE INDEX alerts_folded ON alerts (folded) WHERE folded IS NOT NULL;
CREATE INDEX alerts_begun ON alerts (rule, first_seen) WHERE merged_into IS NULL;
"""

IS_WITHIN = """active AND instr(spec, '"within": ["')"""
"""Of `rules`: one in force whose alerts may be folded into others'. A spec is pages long: it is not
looked through again with every batch."""
WITHIN = f"CREATE INDEX rules_within ON rules (id) WHERE {IS_WITHIN};\n"
