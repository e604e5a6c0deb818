"""Tell an alert's story, and what was decided, in plain words that are safe to draw."""

import textwrap
from collections.abc import Iterator, Sequence

from app.output.amounts import counted as amount
from app.output.amounts import often
from app.screens.alert_list import AlertList, Group, Grouping
from app.screens.key_words import KeyWords
from app.screens.presenting import alert_row, group_text
from app.screens.reads import Evidence
from app.screens.recounting import says
from app.screens.time_span import in_words
from app.screens.triage_reads import Told, When
from store import times
from store.errors import DatabaseBusy
from store.model import Severity
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.rules.written.questions import filled
from store.text import decode, safe
from store.triage import Done
from widgets import zones
from widgets.timeline import Going
from widgets.view_models import Line, Row, Shown, Tone, clock, severity_mark, shown

_PAST = {
    "acknowledge": "acknowledged",
    "close": "closed",
    "reopen": "opened again",
    "assign": "assigned",
    "note": "noted on",
    "tag": "tagged",
    "snooze": "snoozed",
    "merge": "merged",
    "escalate": "escalated",
    "open case": "opened",
    "close case": "closed",
    "reopen case": "opened again",
    "pin": "pinned to",
    "hand over": "noted",
    "remark": "noted on",
    "strike": "taken away:",
}
_FIRST = 3
"""Records that a story begins with where there is little room."""
_LEAST = 20


def rows(alerts: AlertList) -> list[Row]:
    """The rows of the list of alerts."""
    marked = frozenset(alerts.marks)
    found: list[Row] = []
    inside = False
    for entry in alerts.entries():
        if isinstance(entry, Group):
            found.append(_group_row(entry, marked, alerts.grouping))
            inside = True
        else:
            found.append(alert_row(entry, marked=entry.id in marked, inside=inside))
    return found


def _group_row(group: Group, marked: frozenset[int], grouping: Grouping) -> Row:
    """A group: how many alerts, how many of them open, and the latest."""
    last = max(alert.last_seen for alert in group.alerts)
    some = sum(alert.id in marked for alert in group.alerts)
    state = shown(f"{group.open} open" if group.open < 10_000 else "many")
    about = group.key.name if grouping is Grouping.ENTITY else group_texts(group.alerts)
    name = shown(f"{'▾' if group.expanded else '▸'} {about or 'no group'}")
    count = shown(f"{len(group.alerts):,}")
    titles = ", ".join(sorted({alert.rule_title for alert in group.alerts}))
    return Row(
        group.key,
        (
            severity_mark(group.worst),
            Shown("✓" if some else " "),
            Shown(clock(last, long=False)[:-3]),
            clock(last),
            count,
            count,
            state,
            Shown(""),
            name,
            name,
            shown(titles),
        ),
        Tone(group.worst.value),
        faint=not group.open,
    )


def group_texts(alerts: Sequence[AlertRow]) -> str:
    """Whom alerts are about, each named once."""
    texts = dict.fromkeys(group_text(alert) for alert in alerts)
    return ", ".join(filter(None, texts))


def open_of(alerts: Sequence[AlertRow]) -> int:
    """How many are not closed."""
    return sum(alert.status != "closed" for alert in alerts)


def counted(
    alerts: Sequence[AlertRow], grouping: Grouping, marks: int, unlisted: tuple[int, int]
) -> str:
    """How many alerts there are, how many are open, listed, and marked.

    Args:
        alerts: Those in the list.
        grouping: How the list is put together.
        marks: How many are marked.
        unlisted: How many there are besides, and how many of them are open.
    """
    more, open_ones = unlisted
    total, still = len(alerts) + more, open_of(alerts) + open_ones
    texts = [f"{amount(total, 'alert')}, {still:,} open"]
    texts += [f"{len(alerts):,} listed"] if more else []
    texts += [f"{marks:,} marked"] if marks else []
    texts += [grouping.value] if grouping is not Grouping.FLAT else []
    return ", ".join(texts)


def going(found: When, *, bounded: bool) -> Going:
    """The bars of the timeline."""
    buckets = found.buckets
    return Going(
        buckets.first,
        buckets.step,
        buckets.totals,
        buckets.by_severity,
        in_words(found.span.length),
        bounded,
    )


def group_story(group: Group, words: KeyWords) -> list[Line]:
    """What a group holds."""
    lines = [
        Line(shown(group.key.name or "no group"), Tone.STRONG),
        Line(shown(f"{amount(len(group.alerts), 'alert')}, {group.open:,} open"), Tone.FAINT),
        Line(words("A decision here is about all that are open. {alerts.open} unfolds.")),
    ]
    for alert in group.alerts:
        mark = severity_mark(Severity(alert.severity))
        about = f"{mark:<6} {alert.id}  {alert.rule_title}  {group_text(alert)}"
        lines.append(Line(shown(about), Tone(alert.severity)))
    return lines


def story(alert: AlertRow, told: Told, width: int, words: KeyWords, *, roomy: bool) -> list[Line]:
    """What an alert says, what to look at next, and the records that it says it of.

    Args:
        alert: The alert.
        told: What else is known of it.
        width: Cells of a line.
        words: What the keys are called.
        roomy: There is room for the words of the rule before the records.
    """
    evidence = list(_evidence_lines(alert, told, words))
    said = list(_words(alert, told, width, words))
    lines = list(_head(alert, told))
    if roomy:
        return [*lines, *said, Line(Shown("")), *evidence]
    return [*lines, *evidence[1 : 1 + _FIRST], *said, Line(Shown("")), *evidence]


def _head(alert: AlertRow, told: Told) -> Iterator[Line]:
    about = f"{severity_mark(Severity(alert.severity))}  {alert.rule_title}"
    yield Line(shown(about), Tone(alert.severity))
    span = f"{clock(alert.first_seen)} to {clock(alert.last_seen)}"
    pairs = "  ".join(f"{key}={value}" for key, value in alert.group.items()) or "no group"
    yield Line(shown(f"{pairs}  {span}"))
    if not zones.current().is_utc:
        utc = f"UTC {times.clock(alert.first_seen)} to {times.clock(alert.last_seen)}"
        yield Line(shown(utc), Tone.FAINT)
    counts = f"{alert.count:,} counted"
    counts += f", most {alert.peak:,} at once" if alert.peak > 1 and not alert.folds else ""
    rests = amount(alert.evidence, "record")
    yield Line(shown(f"{counts}, {rests}  {' '.join(alert.techniques)}"), Tone.FAINT)
    state = _state(alert, told)
    if state:
        yield Line(shown(state), Tone.MEDIUM)


def _state(alert: AlertRow, told: Told) -> str:
    """How an alert stands, as far as that is worth a line."""
    parts = [alert.status if alert.reason is None else f"{alert.status} ({alert.reason})"]
    if alert.status == "new":
        parts = []
    parts += [alert.condition] if alert.condition != "firing" else []
    parts += [f"until {clock(alert.snoozed_until)}"] if alert.snoozed_until else []
    parts += [f"assigned to {alert.assignee}"] if alert.assignee else []
    parts += [f"part of {alert.part_of}"] if alert.part_of and alert.status == "closed" else []
    parts += [f"with {', '.join(map(str, told.parts))}"] if told.parts else []
    also = ", ".join(f"{title} ({number})" for number, title in told.covered)
    parts += [f"tells of {also}"] if also else []
    parts += [f"tags {' '.join(alert.labels)}"] if alert.labels else []
    parts += [f"case {told.case.id}: {told.case.title}"] if told.case else []
    parts += [f"opened again {often(alert.reopened)}"] if alert.reopened else []
    parts += [f"goes on from {alert.follows}"] if alert.follows else []
    parts += [f"silence {alert.silence}"] if alert.silence else []
    parts += [f"folded into {alert.folded}"] if alert.folded else []
    parts += (
        [f"{alert.folds:,} alerts of {alert.peak:,} groups: folded:{alert.id}"]
        if alert.folds
        else []
    )
    return " · ".join(parts)


def _words(alert: AlertRow, told: Told, width: int, words: KeyWords) -> Iterator[Line]:
    """The words of the rule, and those of analysts."""
    rule = told.rule
    if rule is not None and rule.description:
        yield from _part("What happened", rule.description, width)
    questions = questions_of(alert, rule)
    if questions:
        yield from _part(words("Look next at ({alerts.follow_up})"), "", width)
        for number, (title, filter_) in enumerate(questions, 1):
            yield Line(shown(f"  {number} {title}: {filter_}"))
    if rule is not None and rule.falsepositives:
        yield from _part("It may be harmless", "\n".join(rule.falsepositives), width)
    if alert.notes:
        yield from _part("Notes", "\n".join(alert.notes), width)
    if told.actions:
        yield from _part("Decisions", "", width)
        yield from (Line(shown(f"  {_deed(action)}"), Tone.FAINT) for action in told.actions)


def questions_of(alert: AlertRow, rule: RuleText | None) -> list[tuple[str, str]]:
    """What its rule says to look at next: a title and a filter each."""
    asked = rule.next if rule else ()
    found = [(title, filled(text, alert.group, alert.first_seen)) for title, text in asked]
    return [(title, text) for title, text in found if text is not None]


def _part(title: str, text: str, width: int) -> Iterator[Line]:
    yield Line(Shown(""))
    yield Line(shown(title), Tone.STRONG)
    for paragraph in text.strip().split("\n") if text else ():
        for line in textwrap.wrap(safe(paragraph), max(_LEAST, width - 2)) or [""]:
            yield Line(shown(f"  {line}"))


def _deed(action: ActionRow) -> str:
    taken = f" of {action.undo_of}" if action.undo_of else ""
    change = ", ".join(f"{name} {value}" for name, value in action.after.items() if value)
    return f"{clock(action.at)}  {action.actor}@{action.host}  {action.verb}{taken}  {change}"


def _evidence_lines(alert: AlertRow, told: Told, words: KeyWords) -> Iterator[Line]:
    yield Line(Shown(f"Evidence ({alert.evidence:,})"), Tone.STRONG)
    yield from map(_evidence, told.evidence)
    more = alert.evidence - len(told.evidence)
    if more > 0:
        yield Line(words(f"… {more:,} more: {{alerts.open}} shows them all"), Tone.FAINT)


def _evidence(record: Evidence) -> Line:
    """A record as it stands in its log; markup that is longer than it says much as what it says."""
    if record.raw.lstrip().startswith(b"<"):
        event = record.event
        who = event.user or ""
        return Line(shown(f"{clock(event.time)}  {event.host or ''}  {who}  {says(event)}"))
    return Line(shown(decode(record.raw)))


def decided(done: Done, words: KeyWords, more: str = "") -> Shown:
    """What was decided, and how many alerts were left as they were."""
    text = f"{_PAST.get(done.verb, done.verb)} {_things(done)}{more}"
    if done.left:
        text += f"; {len(done.left)} left: {done.left[0]}"
    return shown(f"{text} · {words('{triage.undo} takes it back')}")


def restored(done: Done, how: str) -> Shown:
    """What was taken back, or made again."""
    return shown(f"{how}: {done.verb} of {_things(done)}")


def _things(done: Done) -> str:
    if not done.alerts:
        return done.about
    many = len(done.alerts) > 1
    alerts = f"{len(done.alerts):,} alerts" if many else f"alert {done.alerts[0]}"
    into = {"merge": f" into {done.about}", "escalate": f" to {done.about}"}
    return alerts + into.get(done.verb, "")


def trouble(error: Exception, words: KeyWords) -> Shown:
    """Why a decision could not be made, and what to do about it."""
    if isinstance(error, DatabaseBusy):
        return words("The database is busy, nothing was changed; {alerts.repeat} tries again.")
    return shown(error)
