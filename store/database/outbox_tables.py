"""The tables of notifications, as SQL: what is to be told, was told, and is on its way."""

OUTBOX = """
CREATE TABLE notices (              -- what happened to alerts that somebody is to be told of
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receiver TEXT NOT NULL,         -- by the name in the configuration; '': nobody decided who yet
    alert INTEGER NOT NULL,
    kind TEXT NOT NULL,             -- see store.notifying.notices
    at INTEGER NOT NULL,            -- when it happened
    due INTEGER NOT NULL,           -- not to be told before
    held TEXT,                      -- what kept it from being told
    UNIQUE (receiver, alert, kind)
);
CREATE INDEX notices_due ON notices (due);
CREATE INDEX notices_alert ON notices (alert);
CREATE TABLE told (                 -- what a receiver was told of an alert last
    alert INTEGER NOT NULL,
    receiver TEXT NOT NULL,
    opening INTEGER NOT NULL,       -- messages.id: the first that told of it
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,         -- alerts.count then
    reminders INTEGER NOT NULL,     -- how often it was told because nobody had acknowledged it
    PRIMARY KEY (alert, receiver)
) WITHOUT ROWID;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,       -- what is queued twice under one key is sent once
    message_id TEXT NOT NULL,       -- the same on every attempt, without brackets
    made INTEGER NOT NULL,
    receiver TEXT NOT NULL,         -- '': no alerts, so nobody's limits count
    kind TEXT NOT NULL,             -- 'alerts', 'digest', 'report', …
    topic TEXT NOT NULL,            -- the group of alerts that it is about
    alerts INTEGER NOT NULL,        -- how many it tells of
    payload TEXT NOT NULL           -- JSON: subject, text, html, data, references
);
CREATE INDEX messages_made ON messages (made);
CREATE TABLE deliveries (           -- a message on its way to one address
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    channel TEXT NOT NULL,          -- 'mail', 'webhook', …
    address TEXT NOT NULL,          -- of mail; elsewhere the receiver's name
    state TEXT NOT NULL DEFAULT 'waiting',  -- waiting, sending, sent, dead, dropped
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,       -- of one that is being sent: the end of the sender's lease
    code INTEGER,                   -- of the latest answer, where it has one
    answer TEXT,                    -- what the other side said last, or what went wrong
    sent_at INTEGER,
    UNIQUE (message, channel, address)
);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
"""
