"""The tables of reports that are made by themselves, as SQL; times as in `tables`."""

REPORTS = """
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
"""
