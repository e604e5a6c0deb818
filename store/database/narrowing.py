"""SQL that brings the wide table of events of version 1 into narrow facts and stems.

Every statement works on whole tables. Who occurs in a block is noted as for short blocks, whatever
its length: what looks for it asks for both.
"""

SET_ASIDE = """
DROP VIEW web;
DROP VIEW web_errors;
DROP VIEW logins;
DROP VIEW windows;
ALTER TABLE events RENAME TO wide_events;
ALTER TABLE blocks RENAME TO old_blocks;
"""
"""What version 1 had in the place of `FACTS`."""

MOVE = """
CREATE INDEX stems_all ON stems (source, kind, failed, weight, flags, host, site);
INSERT INTO stems (source, kind, failed, weight, flags, host, site)
    SELECT DISTINCT source, kind, failed, weight, flags, host, site FROM wide_events;
INSERT INTO facts (
    id, second, micro, stem, address, account, target, path, query, size, referrer, agent, port,
    pid, record, message, extra)
SELECT
    e.id, (e.ts - mod_ts) / 1000000, mod_ts, s.id, e.address, e.account, e.target, e.path,
    e.query, e.size, e.referrer, e.agent, e.port, e.pid, e.record, e.message, e.extra
FROM (SELECT *, (ts % 1000000 + 1000000) % 1000000 AS mod_ts FROM wide_events) e
CROSS JOIN stems s ON s.source = e.source AND s.kind = e.kind AND s.failed = e.failed
    AND s.weight = e.weight AND s.flags = e.flags AND s.host IS e.host AND s.site IS e.site
ORDER BY e.id;
DROP INDEX stems_all;
INSERT INTO blocks (
    first_event, events, source, first_ts, last_ts, first_offset, size, sha256, spans, data)
SELECT
    b.first_event, b.events, b.source,
    (SELECT min(ts) FROM wide_events NOT INDEXED
        WHERE id BETWEEN b.first_event AND b.first_event + b.events - 1),
    (SELECT max(ts) FROM wide_events NOT INDEXED
        WHERE id BETWEEN b.first_event AND b.first_event + b.events - 1),
    b.first_offset, b.size, b.sha256, b.spans, b.data
FROM old_blocks b ORDER BY b.first_event;
INSERT INTO address_blocks SELECT DISTINCT f.address, b.first_event
FROM blocks b CROSS JOIN facts f ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1
WHERE f.address IS NOT NULL;
INSERT INTO account_blocks SELECT f.account, b.first_event
FROM blocks b CROSS JOIN facts f ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1
WHERE f.account IS NOT NULL
UNION SELECT f.target, b.first_event
FROM blocks b CROSS JOIN facts f ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1
WHERE f.target IS NOT NULL;
DROP TABLE wide_events;
DROP TABLE old_blocks;
"""
"""Moves what was set aside into `FACTS`."""
