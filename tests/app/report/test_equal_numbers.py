"""Every number is the same in all forms of a report, and all come from its JSON."""

import csv
import io
import json
from typing import Any, TypeAlias

import pytest

from tests.app.report.expected import Expected
from tests.app.report.parsing import (
    HtmlTables,
    Tables,
    flat,
    markdown_tables,
    text_sections,
    without_titles,
)

Found: TypeAlias = dict[str, Any]


@pytest.fixture(scope="session")
def found(drawn: dict[str, bytes]) -> Found:
    found: Found = json.loads(drawn["week.json"])
    return found


@pytest.fixture(scope="session")
def expected(found: Found) -> Tables:
    return Expected(found).tables()


def test_the_samples_have_something_to_say_in_nearly_every_section(expected: Tables):
    assert len(expected) >= 15
    assert sum(map(len, expected.values())) > 80


@pytest.mark.parametrize("name", ["week.html", "mail.html"])
def test_html(name: str, drawn: dict[str, bytes], expected: Tables):
    tables = without_titles(HtmlTables(drawn[name].decode()).tables)
    tables.pop("Security report: week 46 of 2026 (9 to 15 November)", None)  # of the mail: no table
    assert tables == expected


def test_markdown(drawn: dict[str, bytes], expected: Tables):
    assert markdown_tables(drawn["week.md"].decode()) == expected


def test_text(drawn: dict[str, bytes], expected: Tables):
    sections = text_sections(drawn["week.txt"].decode())
    missing = [
        (title, row)
        for title, rows in expected.items()
        for row in rows
        if flat(" ".join(row)) not in sections[title]
    ]
    assert missing == []


def test_csv(drawn: dict[str, bytes], found: Found):
    rows = list(csv.DictReader(io.StringIO(drawn["week.csv"].decode())))

    def column(section: str, name: str) -> list[str]:
        return [r["value"] for r in rows if (r["section"], r["column"]) == (section, name)]

    def said(objects: list[Found], key: str) -> list[str]:
        return ["" if each[key] is None else str(each[key]) for each in objects]

    assert column("kpis", "this week") == said(found["kpis"], "now")
    assert column("kpis", "before") == said(found["kpis"], "before")
    assert column("severities", "total") == said(found["severities"], "total")
    assert column("incidents", "began") == said(found["incidents"], "first_seen")
    assert column("timeline", "records") == said(found["timeline"], "events")
    assert column("offenders", "address") == said(found["offenders"]["top"], "address")
    assert column("offenders", "failures") == said(found["offenders"]["top"], "failures")
    assert column("rules", "share") == said(found["rules"], "harmless_percent")
    assert column("techniques", "alerts") == said(found["techniques"], "alerts")
    assert column("accounts", "failed logins") == said(found["accounts"], "failures")
    assert column("sites", "5xx") == said(found["sites"], "server_errors")
    assert column("statuses", "this week") == said(found["errors"]["statuses"], "answers")
    assert column("error_days", "404") == said(found["errors"]["days"], "missing")
    assert column("formats", "records") == said(found["coverage"]["formats"], "events")
    assert column("gaps", "record ids missing") == said(found["coverage"]["gaps"], "missing")


def test_the_csv_has_every_cell(drawn: dict[str, bytes], expected: Tables):
    rows = list(csv.DictReader(io.StringIO(drawn["week.csv"].decode())))
    cells = sum(len(row) for table in expected.values() for row in table)
    assert len([row for row in rows if row["section"] != "summary"]) == cells


@pytest.mark.parametrize("name", ["week.txt", "week.html", "week.md", "week.csv", "mail.html"])
def test_the_sentences(name: str, drawn: dict[str, bytes], found: Found):
    text = flat(drawn[name].decode().replace("\\", "").replace("</b>", ""))
    for sentence in (*found["summary"], found["decision"]):
        assert flat(sentence) in text


def test_parts_add_up(found: Found):
    now = {each["key"]: each["now"] for each in found["kpis"]}
    assert sum(row["total"] for row in found["severities"]) == now["alerts"]
    assert sum(slot["alerts"] for slot in found["timeline"]) == now["alerts"]
    assert sum(slot["events"] for slot in found["timeline"]) == now["events"]
    assert sum(slot["failures"] for slot in found["timeline"]) == now["failures"]
    assert sum(row["events"] for row in found["coverage"]["formats"]) == now["events"]
    offenders = found["offenders"]
    assert offenders["total"] == now["offenders"]
    by_status = {row["status"]: row["answers"] for row in found["errors"]["statuses"]}
    assert sum(day["missing"] for day in found["errors"]["days"]) == by_status[404]
    assert sum(day["client_errors"] + day["server_errors"] for day in found["errors"]["days"]) == (
        sum(by_status.values())
    )


def test_the_classic_report_has_the_same_totals(drawn: dict[str, bytes], found: Found):
    lines = drawn["classic.txt"].decode().splitlines()
    totals = [int(line.rpartition(" ")[2]) for line in lines if line.startswith("Total 404")]
    limits = [int(line.rpartition(" ")[2]) for line in lines if line.startswith("Threshold")]
    alerts = sum(line.startswith("ALERT: ") for line in lines)
    days = found["errors"]["days"]
    assert totals == [day["missing"] for day in days]
    assert limits == [day["limit"] for day in days]
    assert alerts == found["errors"]["days_over"] == sum(day["is_over"] for day in days)
