"""Cases as rows."""

from collections.abc import Sequence

from app.output.amounts import counted as amount
from store.queries.cases import CaseRow
from widgets.view_models import Column, Fit, Row, Shown, Tone, clock, shown

ALERTS, PINS = "alerts", "pins"
"""The cells that open what they counted."""
COLUMNS = (
    Column("case", 4, right=True),
    Column("state", 6, tinted=True),
    Column("opened", 11, timed=True, fit=Fit.NARROW),
    Column("opened", 19, timed=True, fit=Fit.WIDE),
    Column("alerts", 6, right=True, key=ALERTS),
    Column("pins", 4, right=True, key=PINS),
    Column("notes", 5, right=True),
    Column("who", 8),
    Column("title", 0),
)
NONE = "No case yet. {alerts.escalate} on an alert escalates it to one; {cases.new} opens one."


def row(case: CaseRow) -> Row:
    """A case as a row of the list."""
    return Row(
        case.id,
        (
            shown(case.id),
            shown(case.status),
            Shown(clock(case.opened_at, long=False)[:-3]),
            clock(case.opened_at),
            shown(f"{case.alerts:,}"),
            shown(len(case.pins)),
            shown(len(case.notes)),
            shown(case.assignee or ""),
            shown(case.title),
        ),
        Tone.MEDIUM,
        faint=case.status == "closed",
    )


def counted(cases: Sequence[CaseRow]) -> str:
    """How many cases there are, and how many are worked on."""
    still = sum(case.status == "open" for case in cases)
    return f"{amount(len(cases), 'case')}, {still:,} open"
