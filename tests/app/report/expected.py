"""What the tables of a report have to say, worked out from its JSON alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = list[str]


class Expected:
    """The tables, by the titles of their sections, with every value as people read it."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found
        self._zone = ZoneInfo(found["zone"])

    def tables(self) -> dict[str, list[Row]]:
        """All tables that have a row."""
        found, errors, coverage = self._found, self._found["errors"], self._found["coverage"]
        offenders, silences = found["offenders"], found["silences"]
        newest = [] if offenders["newest"] == offenders["top"] else offenders["newest"]
        tables = {
            "Key figures": [self._kpi(each) for each in found["kpis"]],
            "Alerts by severity and status": self._rows(
                found["severities"],
                *("=severity", "new", "acknowledged", "snoozed", "closed", "other", "total"),
            ),
            "The gravest alerts": self._rows(
                found["incidents"],
                *("=alert", "=severity", "=status", "@first_seen", "count", "=about", "=rule"),
                ",techniques",
            ),
            "Time line": self._rows(found["timeline"], "/since", "events", "failures", "alerts"),
            "Top offenders": self._offenders(offenders["top"]),
            "New offenders": self._offenders(newest),
            "Noisiest rules": self._rows(
                found["rules"],
                *("alerts", "before", "undecided", "closed", "harmless", "%harmless_percent"),
                *("~", "=rule"),
            ),
            "ATT&CK techniques": self._rows(found["techniques"], "alerts", "before", "=technique"),
            "Targeted accounts": self._rows(
                found["accounts"], "failures", "before", "addresses", "=account"
            ),
            "Targeted sites": self._rows(
                found["sites"], "client_errors", "server_errors", "before", "=site"
            ),
            "Errors by status": self._rows(errors["statuses"], "=status", "answers", "before"),
            "Errors by day": self._rows(
                errors["days"],
                *("=date", "=weekday", "missing", "limit", "?is_over", "client_errors"),
                "server_errors",
            ),
            "Coverage and trust": self._coverage(coverage),
            "Records by format": self._rows(coverage["formats"], "events", "before", "=format"),
            "Gaps in Windows logs": self._rows(
                coverage["gaps"], "gaps", "missing", "cleared", "=host", "=channel"
            ),
            "Silent logs": self._rows(coverage["silent"], "@last_record", "=log"),
            "Logs not read to the end": self._rows(coverage["damaged"], "=name", "=error"),
            "Rules out of order": self._rows(coverage["rule_errors"], "=name", "=error"),
            "Messages not sent": self._rows([coverage["mail"]], "waiting", "failed", "=last_error"),
            "Silences in sum": [[title, f"{silences[key]:,}"] for title, key in _SILENCES.items()],
            "Silences": self._rows(
                silences["rows"],
                *("=id", "hidden", "@until", "?ends_soon", "?unused", "=owner", "=filter"),
                "=reason",
            ),
        }
        return {title: rows for title, rows in tables.items() if rows}

    def _rows(self, objects: list[dict[str, Any]], *keys: str) -> list[Row]:
        return [[self._shown(each, key) for key in keys] for each in objects]

    def _shown(self, each: dict[str, Any], key: str) -> str:
        if key == "~":
            return _yes(each["closed"] >= 3 and (each["harmless_percent"] or 0) >= 50)
        mark, name = (key[0], key[1:]) if key[0] in "=@/%?," else ("", key)
        value = each[name]
        if value is None or value in ([], ""):
            return "(its log names none)" if name == "site" else "-"
        write: dict[str, Callable[[Any], str]] = {
            "": "{:,}".format,
            "=": "{}".format,
            "%": "{:.1f} %".format,
            ",": ", ".join,
            "?": _yes,
            "@": self._clock,
            "/": lambda iso: self._clock(iso)[:10],
        }
        return write[mark](value)

    def _clock(self, iso: str) -> str:
        return datetime.fromisoformat(iso).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _offenders(self, rows: list[dict[str, Any]]) -> list[Row]:
        keys = ("failures", "before", "alerts", "@first_seen", "?is_new", "=address")
        return self._rows(rows, *keys)

    def _coverage(self, found: dict[str, Any]) -> list[Row]:
        return [[title, self._shown(found, key)] for title, key in _COVERAGE.items()]

    def _kpi(self, each: dict[str, Any]) -> Row:
        now, before = each["now"], each["before"]
        trend = "-"
        if now is not None and before is not None:
            trend = "▲" if now > before else "▼" if now < before else "="
        title = next(title for title, key in _KPIS.items() if key == each["key"])
        return [title, _measured(now, each["unit"]), _measured(before, each["unit"]), trend]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""


def _measured(value: Any, unit: str) -> str:
    if value is None:
        return "-"
    if unit == "percent":
        return f"{value:.1f} %"
    if unit == "count":
        return f"{value:,}"
    days, hours, minutes, seconds = (
        value // 86_400,
        value // 3600 % 24,
        value // 60 % 60,
        value % 60,
    )
    units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    while len(units) > 2 and not units[0][0]:
        units.pop(0)
    return " ".join(f"{number} {unit}" for number, unit in units[:2] if number) or "0 s"


_SILENCES = {
    "Alerts hidden, which no other number here counts": "hidden",
    "In force at the end": "in_force",
    "Begun": "begun",
    "Ended": "ended",
    "Ending soon": "ending_soon",
    "In force and never needed": "unused",
}
_COVERAGE = {
    "Log files with records": "sources",
    "Records": "lines",
    "not understood": "unparsed",
    "not understood, share": "%unparsed_percent",
    "promised by files and not found": "lost",
    "Silent logs": "silent_logs",
    "Logs not read to the end": "damaged_logs",
    "Rules out of order": "failed_rules",
    "Last import": "@last_import",
    "Latest record of all": "@last_record",
}
_KPIS = {
    "Alerts that began": "alerts",
    "of these high or critical": "grave_alerts",
    "of these closed as true positives": "true_positives",
    "of these closed as false positives": "false_positives",
    "Harmless among the closed": "harmless_percent",
    "Reopened by new evidence": "reopened",
    "Nobody has looked at": "undecided",
    "Open at the end": "open_at_end",
    "The oldest of these, age": "oldest_open",
    "Time to acknowledge, median": "time_to_acknowledge_median",
    "Time to acknowledge, p90": "time_to_acknowledge_p90",
    "Time to close, median": "time_to_close_median",
    "Time to close, p90": "time_to_close_p90",
    "Time to detect, median": "time_to_detect_median",
    "Time to detect, p90": "time_to_detect_p90",
    "Records": "events",
    "Failures": "failures",
    "Addresses that failed": "offenders",
    "Records not understood": "unparsed_percent",
}
