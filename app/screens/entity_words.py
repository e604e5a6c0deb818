"""Turn what is known of an entity into the values that widgets draw; every text is made safe."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from app.output.amounts import counted
from app.screens.entity_reads import BY, About, Related
from app.screens.presenting import group_text
from store.model import AddressClass, Severity
from store.queries.alerts import AlertRow
from store.queries.places import Listing, Place
from store.queries.remarks import Remark
from store.queries.sessions import Session
from widgets import zones
from widgets.view_models import (
    Column,
    Fit,
    Line,
    Row,
    Shown,
    Tone,
    clock,
    severity_mark,
    shown,
)

KINDS = {
    "ip": "address",
    "user": "user",
    "host": "host",
    "agent": "user agent",
    "path": "path",
}
SESSION_COLUMNS = (
    Column("begin", 14, timed=True),
    Column("lasts", 6, right=True),
    Column("records", 7, right=True, key="records"),
    Column("fail", 5, right=True, tinted=True, key="failures"),
    Column("paths", 5, right=True, fit=Fit.WIDE),
    Column("", 12, tinted=True),
    Column("who", 15),
    Column("by", 0),
)
ALERT_COLUMNS = (
    Column("sev", 6, tinted=True),
    Column("last seen", 14, timed=True),
    Column("records", 7, right=True),
    Column("state", 6),
    Column("rule", 0),
    Column("group", 20, fit=Fit.WIDE),
)
REMARK_COLUMNS = (
    Column("when (UTC)", 11),
    Column("by", 10),
    Column("note", 0),
)
RELATED_COLUMNS = (
    Column("", 10),
    Column("value", 0, key="value"),
    Column("records", 9, right=True, key="records"),
    Column("failures", 8, right=True, tinted=True, key="failures"),
)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))
_STATES = {"acknowledged": "ack", "snoozed": "snooze"}


def about_lines(key: str, value: str, about: About | None) -> list[Line]:
    """What is known of it at once."""
    kind = "network" if BY[key] == "ip" and "/" in value else KINDS[BY[key]]
    title = Line(shown(f"{kind} {value}", 200), Tone.STRONG)
    if about is None:
        return [title, Line(Shown("reading …"), Tone.FAINT)]
    row = about.row
    if row.first_seen is None or row.last_seen is None:
        return [title, Line(Shown("never seen"), Tone.FAINT)]
    counts = f"{counted(row.events, 'record')}, {counted(row.failures, 'failure')}"
    zone = zones.current()
    lasted = f"first seen {clock(row.first_seen)}  last seen {clock(row.last_seen)} {zone.short}"
    return [
        Line(shown(f"{counts}: {kind} {value}"), Tone.STRONG),
        Line(shown(lasted)),
        Line(_network(about), Tone.FAINT),
        *_place(about.place),
    ]


def _place(place: Place | None) -> Iterator[Line]:
    """Where an address is, whose it is, and who warns of it."""
    if place is None:
        return
    whose = f"AS{place.asn} {place.organization or ''}".strip() if place.asn else ""
    where = ", ".join(filter(None, (place.country, place.city)))
    is_public = place.address_class is AddressClass.PUBLIC
    kind = "" if is_public else f"{place.address_class} address"
    known = "  ".join(filter(None, (where, whose, kind)))
    if known:
        yield Line(shown(known))
    now = [each for each in place.listings if each.until is None]
    if now:
        yield Line(shown(f"on {'; '.join(map(_listed, now))}"), Tone.BAD)
    past = [f"{each.name} until {clock(each.until)}" for each in place.listings if each.until]
    if past:
        yield Line(shown(f"was on {'; '.join(past)}"), Tone.MEDIUM)


def _listed(listing: Listing) -> str:
    """A list that names an address: since when, by which entry, and how old the list is."""
    written = clock(listing.written)[:10] if listing.written else "used no more"
    return f"{listing.name} since {clock(listing.since)[:16]} ({listing.entry}; list of {written})"


def latest_remark(remarks: Sequence[Remark]) -> list[Line]:
    """The latest note, for the head of the page."""
    if not remarks:
        return []
    one = remarks[0]
    more = f" (6: {len(remarks) - 1:,} more)" if len(remarks) > 1 else ""
    return [Line(shown(f"note by {one.owner}: {one.text}{more}"), Tone.SPECIAL)]


def remark_rows(remarks: Sequence[Remark], width: int) -> list[Row]:
    """Notes in full: as many rows for each as its text needs."""
    room = max(20, width - sum(column.width + 1 for column in REMARK_COLUMNS) - 1)
    return [
        Row(
            remark,
            (
                Shown(clock(remark.at, long=False)[:-3] if first else ""),
                shown(remark.owner if first else ""),
                shown(part),
            ),
        )
        for remark in remarks
        for first, part in _parts(remark.text, room)
    ]


def _parts(text: str, room: int) -> Iterator[tuple[bool, str]]:
    """The lines of a text, and whether each is the first."""
    lines = [part for line in text.splitlines() for part in wrap(line, room) or [""]]
    yield from ((at == 0, line) for at, line in enumerate(lines))


def _network(about: About) -> Shown:
    near = about.network
    if near is None:
        return Shown("")
    return shown(
        f"network {near.network}: {counted(near.addresses, 'address')}, "
        f"{counted(near.events, 'record')}, {counted(near.failures, 'failure')}"
    )


def session_row(session: Session) -> Row:
    """A session as a row; its end is told only where the log tells it."""
    ended = "in, left" if session.closed else "in"
    state = ended if session.opened else ("left" if session.closed else session.kind)
    tone = Tone.BAD if session.failures else Tone.PLAIN
    return Row(
        session,
        (
            clock(session.first, long=False),
            shown(_lasted(session.last - session.first)),
            shown(f"{session.events:,}"),
            shown(f"{session.failures:,}" if session.failures else ""),
            shown(session.paths or ""),
            shown(f"✓ {state}" if session.opened else state),
            shown(session.who or ""),
            shown(session.what),
        ),
        tone,
        tones=((5, Tone.GOOD),) if session.opened else ((5, Tone.FAINT),),
    )


def _lasted(span: int) -> str:
    """A span in whole units, never rounded up: `45s`, `12min`, `3h`."""
    seconds = span // 1_000_000
    size, unit = next((one for one in _UNITS if seconds >= 2 * one[0]), (1, "s"))
    return f"{seconds // size}{unit}"


def alert_row(alert: AlertRow) -> Row:
    """An alert as a row."""
    severity = Severity(alert.severity)
    return Row(
        alert.id,
        (
            severity_mark(severity),
            clock(alert.last_seen, long=False),
            shown(f"{alert.evidence:,}"),
            shown(_STATES.get(alert.status, alert.status)),
            shown(alert.rule_title),
            shown(group_text(alert)),
        ),
        Tone(severity.value),
        faint=alert.status in ("closed", "snoozed"),
    )


def related_rows(found: Sequence[Related]) -> list[Row]:
    """Other values in its events."""
    return [
        Row(
            (each.key, each.row.value),
            (
                shown(KINDS[BY[each.key]]),
                shown(each.row.value),
                shown(f"{each.row.events:,}"),
                shown(f"{each.row.failures:,}" if each.row.failures else ""),
            ),
            Tone.BAD,
        )
        for each in found
    ]
