"""What the table of alerts has for floods, as SQL."""

FLOODS = """
ALTER TABLE alerts ADD COLUMN folded INTEGER;   -- alerts.id of the flood that this one is part of
ALTER TABLE alerts ADD COLUMN folds INTEGER NOT NULL DEFAULT 0; -- of a flood: how many parts it has
CREATE INDEX alerts_folded ON alerts (folded) WHERE folded IS NOT NULL;
CREATE INDEX alerts_begun ON alerts (rule, first_seen) WHERE merged_into IS NULL;
"""
