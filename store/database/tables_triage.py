"""The tables of what analysts decide, as SQL."""

TRIAGE = """
CREATE TABLE cases (                -- what analysts look into: alerts, records and notes together
    id INTEGER PRIMARY KEY,
    opened_at INTEGER NOT NULL,     -- microseconds since 1970 UTC, as all times here
    owner TEXT NOT NULL,            -- who opened it
    title TEXT NOT NULL,
    status TEXT NOT NULL,           -- 'open', 'closed'; 'withdrawn': opening it was taken back
    assignee TEXT,
    notes TEXT NOT NULL DEFAULT '[]',   -- JSON: objects with at, by, text
    pins TEXT NOT NULL DEFAULT '[]',    -- JSON: objects with event, at, by
    decision INTEGER NOT NULL DEFAULT 0 -- the action that changed it last
);
CREATE TABLE handovers (            -- when one shift told the next
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    owner TEXT NOT NULL,
    text TEXT NOT NULL,             -- what was told, Markdown
    status TEXT NOT NULL,           -- 'given'; 'withdrawn': it was taken back
    decision INTEGER NOT NULL DEFAULT 0
);
ALTER TABLE alerts ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';    -- JSON: analysts' tags
ALTER TABLE alerts ADD COLUMN case_id INTEGER;                      -- cases.id
ALTER TABLE alerts ADD COLUMN part_of INTEGER;      -- alerts.id: closed as a duplicate of that one
ALTER TABLE alerts ADD COLUMN decision INTEGER NOT NULL DEFAULT 0;  -- actions.id of the latest
ALTER TABLE silences ADD COLUMN decision INTEGER NOT NULL DEFAULT 0;
CREATE INDEX alerts_case ON alerts (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX alerts_part ON alerts (part_of) WHERE part_of IS NOT NULL;
ALTER TABLE actions ADD COLUMN kind TEXT NOT NULL DEFAULT 'alert';  -- what was changed; else than
ALTER TABLE actions ADD COLUMN number INTEGER;  -- of an alert `alert` is 0, and its id is here
ALTER TABLE actions ADD COLUMN chain BLOB;      -- see store.database.chain
CREATE INDEX actions_actor ON actions (actor, id);
CREATE INDEX actions_at ON actions (at);
INSERT INTO actions (at, actor, host, verb, alert, before, after, batch, kind, number)
    SELECT at, actor, '', verb, 0, json_object('lifted', iif(verb = 'lift', NULL, at)),
        json_object('lifted', iif(verb = 'lift', at, NULL)), 0, 'silence', silence
    FROM silence_log WHERE undone IS NULL ORDER BY id;
UPDATE actions SET batch = id WHERE batch = 0;
DROP TABLE silence_log;
UPDATE alerts SET decision = (SELECT ifnull(max(id), 0) FROM actions WHERE alert = alerts.id);
"""

REMARKS = """
CREATE TABLE remarks (              -- what analysts know of an address, user, host, agent or path
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,            -- microseconds since 1970 UTC
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,             -- 'ip', 'user', 'host', 'agent', 'path'
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,           -- 'given'; 'withdrawn': it was taken back
    decision INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX remarks_about ON remarks (kind, value COLLATE NOCASE);
"""
