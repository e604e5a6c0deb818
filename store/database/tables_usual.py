"""The tables of what is usual, as SQL: how much rules count, and how regularly logs are written."""

SERIES = """
CREATE TABLE coverage (             -- when records of a dataset came one soon after the other
    dataset TEXT NOT NULL,
    first INTEGER NOT NULL,         -- microseconds since 1970 UTC, as all times here
    last INTEGER NOT NULL,
    dirty INTEGER,                  -- alerts do not know of it from then on
    PRIMARY KEY (dataset, first)
) WITHOUT ROWID;
CREATE INDEX coverage_dirty ON coverage (dirty) WHERE dirty IS NOT NULL;
CREATE TABLE series (               -- groups of rules that ask how much is usual
    grp INTEGER PRIMARY KEY,        -- groups.id
    rule INTEGER NOT NULL,          -- rules.id
    first INTEGER NOT NULL,         -- time of the first hit
    total INTEGER NOT NULL,         -- hits
    dirty INTEGER                   -- alerts do not know of the hits from then on
);
CREATE INDEX series_rule ON series (rule);
CREATE INDEX series_dirty ON series (rule) WHERE dirty IS NOT NULL;
CREATE TABLE slots (                -- baseline: hits in each bucket
    grp INTEGER NOT NULL,
    slot INTEGER NOT NULL,          -- its number from 1970 on
    n INTEGER NOT NULL,
    PRIMARY KEY (grp, slot)
) WITHOUT ROWID;
CREATE TABLE instants (             -- absence: the first and the last hits of each stretch of time
    grp INTEGER NOT NULL,
    ts INTEGER NOT NULL,
    event INTEGER NOT NULL,         -- events.id
    n INTEGER NOT NULL,
    PRIMARY KEY (grp, ts, event)
) WITHOUT ROWID;
"""

RHYTHMS = """
CREATE TABLE rhythms (              -- how regularly logs are written that are read as they grow
    log TEXT NOT NULL,              -- its path, without what tells one day's from another's
    week INTEGER NOT NULL,          -- of its records, from 1970 on
    first INTEGER NOT NULL,         -- time of the earliest record that week
    last INTEGER NOT NULL,          -- of the latest
    longest INTEGER NOT NULL,       -- the longest silence before one of them, as far as it is usual
    PRIMARY KEY (log, week)
) WITHOUT ROWID;
"""
