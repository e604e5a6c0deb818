BEGIN IMMEDIATE;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL,
    -- 16 bytes in network order; NULL for a host name
    packed BLOB,
    events INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,    -- sum of the weights of failed events
    first_seen INTEGER,             -- microseconds since 1970 UTC, as all times here
    last_seen INTEGER
);
CREATE UNIQUE INDEX addresses_hash ON addresses (hash);
CREATE INDEX addresses_events ON addresses (events DESC);
CREATE INDEX addresses_failures ON addresses (failures DESC) WHERE failures > 0;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL,
    domain TEXT,
    events INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,    -- sum of the weights of failed events
    first_seen INTEGER,             -- microseconds since 1970 UTC, as all times here
    last_seen INTEGER
);
CREATE UNIQUE INDEX accounts_hash ON accounts (hash);
CREATE INDEX accounts_events ON accounts (events DESC);
CREATE INDEX accounts_failures ON accounts (failures DESC) WHERE failures > 0;
CREATE TABLE paths (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,    -- sum of the weights of failed events
    first_seen INTEGER,             -- microseconds since 1970 UTC, as all times here
    last_seen INTEGER
);
CREATE UNIQUE INDEX paths_hash ON paths (hash);
CREATE INDEX paths_events ON paths (events DESC);
CREATE INDEX paths_failures ON paths (failures DESC) WHERE failures > 0;
CREATE TABLE agents (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,    -- sum of the weights of failed events
    first_seen INTEGER,             -- microseconds since 1970 UTC, as all times here
    last_seen INTEGER
);
CREATE UNIQUE INDEX agents_hash ON agents (hash);
CREATE INDEX agents_events ON agents (events DESC);
CREATE INDEX agents_failures ON agents (failures DESC) WHERE failures > 0;
CREATE TABLE hosts (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,    -- sum of the weights of failed events
    first_seen INTEGER,             -- microseconds since 1970 UTC, as all times here
    last_seen INTEGER
);
CREATE UNIQUE INDEX hosts_hash ON hosts (hash);
CREATE INDEX hosts_events ON hosts (events DESC);
CREATE INDEX hosts_failures ON hosts (failures DESC) WHERE failures > 0;
CREATE TABLE referrers (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,          -- 64 bits of keyed BLAKE2b: the index holds no text
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX referrers_hash ON referrers (hash);
CREATE INDEX addresses_packed ON addresses (packed) WHERE packed IS NOT NULL;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,             -- where it was last seen
    format TEXT,                    -- name of the format; NULL: none was found
    compression TEXT NOT NULL,      -- 'none', 'gzip'
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,          -- of the file, compressed or not, when last read to its end
    modified INTEGER NOT NULL,      -- nanoseconds
    waiting INTEGER NOT NULL DEFAULT 1, -- 1: look again, whatever size and time say
    offset INTEGER NOT NULL,        -- bytes done with, after decompression
    prefix BLOB NOT NULL,           -- BLAKE2b of the first prefix_size bytes; grows with the file
    prefix_size INTEGER NOT NULL,
    tail BLOB NOT NULL,             -- BLAKE2b of the tail_size bytes before offset
    tail_size INTEGER NOT NULL,
    identity BLOB NOT NULL,         -- BLAKE2b of the first record: the stable part of event.id
    state TEXT NOT NULL,            -- JSON: what the format's reader has to know to go on
    events INTEGER NOT NULL DEFAULT 0,
    unparsed INTEGER NOT NULL DEFAULT 0,
    expected INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    last_time INTEGER,              -- of its latest record; what a record without time inherits
    last_import INTEGER,
    error TEXT
, repeated INTEGER NOT NULL DEFAULT 0);
CREATE INDEX sources_path ON sources (path);
CREATE INDEX sources_inode ON sources (inode, device);
CREATE INDEX sources_prefix ON sources (prefix_size, prefix);
CREATE TABLE copies (               -- files that hold nothing that a source has not given
    path TEXT PRIMARY KEY,
    device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    source INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE kinds (
    id INTEGER PRIMARY KEY,
    dataset TEXT, parse TEXT NOT NULL, category TEXT, action TEXT, outcome TEXT, level TEXT,
    program TEXT, method TEXT, version TEXT, status INTEGER, code TEXT, channel TEXT, provider TEXT,
    module TEXT
);
CREATE TABLE stems (                -- what thousands of events of a source have in common
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,        -- sources.id
    kind INTEGER NOT NULL,          -- kinds.id
    failed INTEGER NOT NULL,        -- 1: event.outcome is failure
    weight INTEGER NOT NULL,        -- related.weight
    flags INTEGER NOT NULL,         -- event.time_flags
    host INTEGER,                   -- hosts.id: host.name
    site INTEGER                    -- hosts.id: url.domain
);
CREATE INDEX stems_source ON stems (source);
CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    second INTEGER NOT NULL,        -- @timestamp: whole seconds since 1970 UTC
    micro INTEGER NOT NULL DEFAULT 0,   -- and microseconds: eight bytes would be too many for both
    stem INTEGER NOT NULL,          -- stems.id
    address INTEGER,                -- addresses.id: source.ip; a name: source.domain
    account INTEGER,                -- accounts.id: user.name, user.domain
    target INTEGER,                 -- accounts.id: user.target.name
    path INTEGER,                   -- paths.id: url.path
    query TEXT,                     -- url.query
    size INTEGER,                   -- http.response.body.bytes
    referrer INTEGER,               -- referrers.id: http.request.referrer
    agent INTEGER,                  -- agents.id: user_agent.original
    port INTEGER,                   -- source.port
    pid INTEGER,                    -- process.pid
    record INTEGER,                 -- winlog.record_id
    message TEXT,                   -- message
    extra TEXT                      -- JSON object: every other field by its ECS key
);
CREATE VIEW events AS SELECT
    f.id, f.second * 1000000 + f.micro AS ts, s.source, s.kind, s.failed, s.weight, s.flags,
    s.host, f.address, f.account,
    f.target, f.path, f.query, f.size, f.referrer, f.agent, s.site, f.port, f.pid, f.record,
    f.message, f.extra
FROM facts f CROSS JOIN stems s ON s.id = f.stem;
CREATE TABLE blocks (
    first_event INTEGER PRIMARY KEY,
    events INTEGER NOT NULL,
    source INTEGER NOT NULL,
    first_ts INTEGER NOT NULL,      -- of the earliest event
    last_ts INTEGER NOT NULL,       -- of the latest event
    first_offset INTEGER NOT NULL,  -- of the first record in its source
    size INTEGER NOT NULL,          -- bytes of all records, uncompressed
    sha256 BLOB NOT NULL,           -- of the uncompressed bytes
    addresses BLOB,                 -- who occurs in a long block; see store.database.occurring
    accounts BLOB,                  -- as either party
    spans BLOB NOT NULL,            -- zstd: lengths of the records, then gaps (4 bytes each)
    data BLOB NOT NULL              -- zstd: the records' bytes, one after the other
);
CREATE INDEX blocks_last ON blocks (last_ts, first_ts, events);
CREATE INDEX blocks_first ON blocks (first_ts, last_ts, events);
CREATE INDEX blocks_source ON blocks (source, first_offset);
CREATE TABLE address_blocks (       -- in which short blocks an address occurs
    address INTEGER NOT NULL,
    block INTEGER NOT NULL,         -- blocks.first_event
    PRIMARY KEY (address, block)
) WITHOUT ROWID;
CREATE TABLE account_blocks (
    account INTEGER NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (account, block)
) WITHOUT ROWID;
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,         -- one row for each version of a rule
    uuid TEXT NOT NULL,             -- the rule's own id
    hash TEXT NOT NULL,             -- of its text and its members' texts
    active INTEGER NOT NULL,        -- 1: judged; 0: an older version, kept for its alerts
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    spec TEXT NOT NULL,             -- JSON: the compiled rule
    error TEXT,
    UNIQUE (uuid, hash)
);
CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    rule INTEGER NOT NULL,          -- whose ledger it is in; see ledgers
    key TEXT NOT NULL,              -- JSON object: group-by field to value
    UNIQUE (rule, key)
);
CREATE TABLE hits (                 -- the ledger: every event that a rule counted
    grp INTEGER NOT NULL,
    ts INTEGER NOT NULL,
    slot INTEGER NOT NULL,          -- which of the correlation's rules, from 0
    event INTEGER NOT NULL,         -- events.id; below zero: a window of that group
    n INTEGER NOT NULL,             -- weight
    since INTEGER,                  -- where the hit is itself a window: its beginning
    value,                          -- what it says in the field that the rule counts or measures
    PRIMARY KEY (grp, ts, slot, event)
) WITHOUT ROWID;
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    rule INTEGER NOT NULL,
    grp INTEGER NOT NULL,
    severity TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    count INTEGER NOT NULL,         -- sum of the weights in the episode
    peak INTEGER NOT NULL,          -- most in one window
    evidence INTEGER NOT NULL,      -- number of linked events
    condition TEXT NOT NULL DEFAULT 'firing',
    status TEXT NOT NULL DEFAULT 'new',
    reason TEXT,
    assignee TEXT,
    reopened INTEGER NOT NULL DEFAULT 0,
    merged_into INTEGER,            -- the alert that this is a part of; 0: it turned out to be none
    rev INTEGER NOT NULL DEFAULT 0,
    follows INTEGER,                -- the closed alert that this one goes on from
    recovered_at INTEGER            -- when the last window fell to the limit again
, silence INTEGER, snoozed_until INTEGER, notes TEXT NOT NULL DEFAULT '[]', labels TEXT NOT NULL DEFAULT '[]', case_id INTEGER, part_of INTEGER, decision INTEGER NOT NULL DEFAULT 0, folded INTEGER, folds INTEGER NOT NULL DEFAULT 0);
CREATE INDEX alerts_time ON alerts (last_seen) WHERE merged_into IS NULL;
CREATE TABLE alert_groups (         -- the group-by values of every alert, to find alerts by them
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    alert INTEGER NOT NULL,
    PRIMARY KEY (field, value, alert)
) WITHOUT ROWID;
CREATE TABLE actions (              -- every analyst's action, never changed
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    host TEXT NOT NULL,
    tty TEXT,
    verb TEXT NOT NULL,
    alert INTEGER NOT NULL,
    before TEXT NOT NULL,           -- JSON: the changed columns as they were
    after TEXT NOT NULL,            -- JSON: the changed columns as they became
    batch INTEGER NOT NULL,         -- the first action of one command: undone together
    undo_of INTEGER                 -- the action that this one took back
, kind TEXT NOT NULL DEFAULT 'alert', number INTEGER, chain BLOB);
CREATE INDEX actions_alert ON actions (alert, id);
CREATE INDEX actions_undo ON actions (undo_of) WHERE undo_of IS NOT NULL;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE VIEW web AS SELECT
    e.id, e.ts, h.text AS host_name, a.text AS source, k.method, p.text AS url_path,
    e.query AS url_query, k.status, e.size AS bytes, r.text AS referrer, g.text AS user_agent,
    u.text AS user_name, s.text AS url_domain, k.outcome
FROM events e JOIN kinds k ON k.id = e.kind AND k.dataset = 'apache.access'
LEFT JOIN hosts h ON h.id = e.host LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN paths p ON p.id = e.path LEFT JOIN referrers r ON r.id = e.referrer
LEFT JOIN agents g ON g.id = e.agent LEFT JOIN accounts u ON u.id = e.account
LEFT JOIN hosts s ON s.id = e.site;
CREATE VIEW web_errors AS SELECT
    e.id, e.ts, h.text AS host_name, a.text AS source, k.level, k.module, k.code, k.action,
    k.outcome, e.message
FROM events e JOIN kinds k ON k.id = e.kind AND k.dataset = 'apache.error'
LEFT JOIN hosts h ON h.id = e.host LEFT JOIN addresses a ON a.id = e.address;
CREATE VIEW logins AS SELECT
    e.id, e.ts, h.text AS host_name, a.text AS source, u.text AS user_name,
    t.text AS target_user_name, k.program, e.pid, k.category, k.action, k.outcome, e.weight,
    e.message
FROM events e JOIN kinds k ON k.id = e.kind AND k.dataset = 'system.auth'
LEFT JOIN hosts h ON h.id = e.host LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN accounts t ON t.id = e.target;
CREATE VIEW windows AS SELECT
    e.id, e.ts, h.text AS computer, k.channel, k.provider, CAST(k.code AS INTEGER) AS event_id,
    e.record AS record_id, a.text AS source, u.domain AS user_domain, u.text AS user_name,
    t.text AS target_user_name, k.action, k.outcome, e.message, e.extra AS event_data
FROM events e JOIN kinds k ON k.id = e.kind AND k.dataset = 'windows.eventlog'
LEFT JOIN hosts h ON h.id = e.host LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN accounts t ON t.id = e.target;
CREATE TABLE windows_records (      -- events of Windows logs that are stored
    hash INTEGER PRIMARY KEY        -- see store.database.windows_records
);
CREATE TABLE silences (             -- alerts that nobody wants to be told of
    id INTEGER PRIMARY KEY,
    created INTEGER NOT NULL,       -- microseconds since 1970 UTC, as all times here
    owner TEXT NOT NULL,
    reason TEXT NOT NULL,
    until INTEGER,                  -- NULL: for good
    filter TEXT NOT NULL,           -- all evidence of a silenced alert meets it
    lifted INTEGER                  -- when it was ended by hand
, decision INTEGER NOT NULL DEFAULT 0);
CREATE INDEX alerts_silence ON alerts (silence) WHERE silence IS NOT NULL;
CREATE INDEX alerts_snoozed ON alerts (snoozed_until) WHERE status = 'snoozed';
CREATE INDEX alerts_lasting ON alerts (recovered_at) WHERE condition = 'firing' AND recovered_at IS NOT NULL;
CREATE TABLE rule_costs (           -- what judging a rule took, and what came of it
    rule INTEGER PRIMARY KEY,       -- rules.id
    since INTEGER NOT NULL,         -- it was measured on the events behind this one
    time INTEGER NOT NULL,          -- nanoseconds of processor time
    hits INTEGER NOT NULL,          -- records
    last_hit INTEGER,               -- time of the latest
    failures INTEGER NOT NULL       -- how often it overran its time limit
);
CREATE TABLE address_places (       -- what the user's MMDB files said of an address, looked up once
    address INTEGER PRIMARY KEY,    -- addresses.id
    country TEXT,                   -- ISO 3166-1 alpha-2
    city TEXT,
    asn INTEGER,                    -- number of the autonomous system
    organization TEXT               -- who runs that
);
CREATE INDEX address_places_country ON address_places (country);
CREATE INDEX address_places_asn ON address_places (asn);
CREATE TABLE lists (                -- lists of addresses that somebody warns of
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,      -- what the user calls it
    path TEXT NOT NULL,
    modified INTEGER,               -- when the file was written (ns); NULL: it is used no more
    entries INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    upto INTEGER NOT NULL DEFAULT 0 -- highest addresses.id that was looked for in it
);
CREATE TABLE listings (             -- who is, or was, on which list
    address INTEGER NOT NULL,
    list INTEGER NOT NULL,
    since INTEGER NOT NULL,         -- when that was noticed, not when it began
    until INTEGER,                  -- when it was noticed to have ended
    entry TEXT NOT NULL,            -- as the list wrote it
    PRIMARY KEY (address, list, since)
) WITHOUT ROWID;
CREATE INDEX listings_list ON listings (list, address);
CREATE TABLE term_scopes (          -- whose terms a rule knows that wants something new
    id INTEGER PRIMARY KEY,
    rule INTEGER NOT NULL,
    key TEXT NOT NULL,              -- the values that say whose
    first INTEGER NOT NULL,         -- the earliest hit: learning begins there
    UNIQUE (rule, key)
);
CREATE TABLE terms (                -- what was met, once for each time that it was new
    scope INTEGER NOT NULL,
    term TEXT NOT NULL,
    first INTEGER NOT NULL,         -- when it was new
    until INTEGER NOT NULL,         -- how long it is remembered
    event INTEGER NOT NULL,         -- events.id of the first record
    grp INTEGER NOT NULL,           -- the group that its alert belongs to
    PRIMARY KEY (scope, term, first)
) WITHOUT ROWID;
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
CREATE TABLE rhythms (              -- how regularly logs are written that are read as they grow
    log TEXT NOT NULL,              -- its path, without what tells one day's from another's
    week INTEGER NOT NULL,          -- of its records, from 1970 on
    first INTEGER NOT NULL,         -- time of the earliest record that week
    last INTEGER NOT NULL,          -- of the latest
    longest INTEGER NOT NULL,       -- the longest silence before one of them, as far as it is usual
    PRIMARY KEY (log, week)
) WITHOUT ROWID;
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
CREATE TABLE reports (              -- reports that were queued when their period was over
    period TEXT NOT NULL,           -- 'day', 'week' or 'month'
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (period, since)
) WITHOUT ROWID;
CREATE TABLE report_dues (          -- which report is next, and when
    period TEXT PRIMARY KEY,
    zone TEXT NOT NULL,             -- that its days are of; '': the machine's
    clock TEXT NOT NULL,            -- when it is due on the day after its last, HH:MM
    since INTEGER NOT NULL,         -- where it begins
    due INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE searches (             -- filters that somebody wants to use again
    name TEXT PRIMARY KEY COLLATE NOCASE,
    filter TEXT NOT NULL,
    owner TEXT NOT NULL,
    saved INTEGER NOT NULL          -- microseconds since 1970 UTC
) WITHOUT ROWID;
CREATE TABLE shipments (            -- how far events were shipped
    name TEXT PRIMARY KEY,
    event INTEGER NOT NULL,         -- the last one that is done with
    sent INTEGER NOT NULL,          -- how many were taken
    refused INTEGER NOT NULL,       -- how many nobody would take
    place INTEGER,                  -- of a file: how many bytes of it are ours
    updated INTEGER NOT NULL        -- microseconds since 1970 UTC
) WITHOUT ROWID;
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
CREATE INDEX alerts_case ON alerts (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX alerts_part ON alerts (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX actions_actor ON actions (actor, id);
CREATE INDEX actions_at ON actions (at);
CREATE TABLE judged (rule INTEGER PRIMARY KEY, event INTEGER NOT NULL);
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
CREATE INDEX alerts_folded ON alerts (folded) WHERE folded IS NOT NULL;
CREATE INDEX alerts_begun ON alerts (rule, first_seen) WHERE merged_into IS NULL;
CREATE INDEX rules_within ON rules (id) WHERE active AND instr(spec, '"within": ["');
CREATE TABLE ledgers (              -- rules that count something that others may count as well
    rule INTEGER PRIMARY KEY,       -- rules.id
    counts TEXT NOT NULL,           -- what it counts; see store.rules.ledgers.sharing
    keeper INTEGER NOT NULL         -- rules.id of the first that was noted so: groups.rule
);
CREATE INDEX ledgers_counts ON ledgers (counts, keeper);
CREATE INDEX alerts_group ON alerts (grp, last_seen);
CREATE INDEX alerts_ends ON alerts (rule, grp, last_seen);
CREATE INDEX rules_in_force ON rules (id) WHERE active AND error IS NULL;
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'dimensions', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'sources', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'events', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'rules', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'views', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'narrow_facts', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'windows_records', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'silences', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'correlations', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'rule_costs', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'address_places', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'silence_log', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'new_terms', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'series', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'notifications', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'reports', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'searches_and_shipments', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'triage', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'judged', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'remarks', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'floods', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'within', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'shared_ledgers', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'windows_judged_again', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('blotter', 'ends', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO settings VALUES ('salt', lower(hex(randomblob(32))));
PRAGMA user_version = 17;
COMMIT;
