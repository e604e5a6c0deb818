"""Puts the scenarios together: every file of the sample folder, and what must come out of it."""

from collections import defaultdict
from typing import NamedTuple

from sample_logs.generator import (
    hostile,
    outage,
    shown,
    ssh_attempts,
    ssh_break_in,
    ssh_daily,
    visitors,
    web_access,
    web_scan,
    windows_export,
    windows_system,
)
from sample_logs.generator.days import daily_totals
from sample_logs.generator.ledger import Alert, Fact, Line
from sample_logs.generator.packing import gzipped
from sample_logs.generator.web_lines import ROTATED

_STORIES = (
    visitors.ordinary,
    visitors.spike,
    web_scan.scan,
    web_access.guessing,
    web_access.basic_guessing,
    web_access.typing_errors,
    web_access.scraper,
    web_access.broken_links,
    web_access.slow_probe,
    outage.shop_outage,
    outage.main_outage,
    outage.housekeeping,
    hostile.hostile,
    ssh_daily.daily,
    ssh_break_in.break_in,
    ssh_attempts.slow,
    ssh_attempts.false_names,
    ssh_attempts.root_seeker,
    windows_export.exported,
)


class Week(NamedTuple):
    """All that the generator knows."""

    files: dict[str, bytes]
    """Content by path below the sample folder."""
    records: dict[str, int]
    """How many records each of them holds."""
    facts: tuple[Fact, ...]
    alerts: tuple[Alert, ...]
    """In the order of time."""


def week() -> Week:
    """The files, the facts in them and the alerts that they must raise."""
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    alerts: list[Alert] = []
    for story in _STORIES:
        added = story()
        alerts += added.alerts
        for path, some in added.files.items():
            lines[path] += some
    binary = windows_system.event_log()
    files = {_name(path): _content(path, some) for path, some in lines.items()}
    records = {_name(path): len(some) for path, some in lines.items()}
    facts = [fact for some in lines.values() for line in some for fact in line.facts]
    alerts += [*binary.alerts, *daily_totals(facts), *shown.alerts(lines)]
    return Week(
        files | {windows_system.PATH: binary.content},
        records | {windows_system.PATH: binary.records},
        (*facts, *binary.facts),
        tuple(sorted(alerts, key=lambda alert: (alert.first_seen, alert.rule, alert.group))),
    )


def _name(path: str) -> str:
    """The path under which the content is shipped."""
    return f"{path}.gz" if path == ROTATED else path


def _content(path: str, lines: list[Line]) -> bytes:
    if path == windows_export.PATH:
        return windows_export.document(lines)
    ordered = sorted(lines, key=lambda line: line.time)
    content = "".join(f"{line.text}\n" for line in ordered).encode()
    return gzipped(content) if path == ROTATED else content
