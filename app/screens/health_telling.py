"""Whether the watcher sees, in rows and in plain words."""

from collections.abc import Iterator
from os.path import commonpath
from pathlib import Path

from app.output.amounts import counted as amount
from app.output.amounts import often
from app.screens.time_span import in_words
from store.queries.health import Health, MailQueue, RuleHealth, SourceHealth
from widgets.view_models import Column, Fit, Line, Row, Shown, Tone, clock, shown

SOURCE, EVENTS, UNPARSED = "log.file.path", "events", "unparsed"
"""The cells that open records: all of a source, those that were understood, those that were not."""
COLUMNS = (
    Column("", 1, tinted=True),
    Column("lag", 5, right=True, tinted=True),
    Column("events", 9, right=True, key=EVENTS),
    Column("unparsed", 8, right=True, key=UNPARSED),
    Column("lost", 5, right=True),
    Column("last record", 19, timed=True, fit=Fit.WIDE),
    Column("format", 16, fit=Fit.WIDE),
    Column("source", 0, key=SOURCE),
)
NONE = Shown("No log has been read yet. Import one: blotter /var/log/auth.log")
_MEGABYTE = 1_000_000


def rows(health: Health, now: int) -> list[Row]:
    """The sources, those first that one has to worry about."""
    silent = {source.path for source in health.silent}
    common = _folder([source.path for source in health.sources])
    return [_row(source, common, source.path in silent, now) for source in health.sources]


def _folder(paths: list[str]) -> int:
    """How much of all paths is the same folder, in characters."""
    try:
        folders = [Path(path).parent for path in paths]
        return len(str(commonpath(folders)).rstrip("/")) + 1 if len(paths) > 1 else 0
    except ValueError:
        return 0  # absolute and relative ones


def _row(source: SourceHealth, common: int, silent: bool, now: int) -> Row:
    mark, tone = _mark(source, silent)
    lag = "" if source.last_record is None else in_words(max(0, now - source.last_record))
    return Row(
        source.path,
        (
            mark,
            shown(lag),
            shown(f"{source.events:,}"),
            shown(f"{source.unparsed:,}"),
            shown(f"{source.lost:,}"),
            _moment(source.last_record),
            shown(source.format or "none fits"),
            shown(f"…/{source.path[common:]}" if common > 1 else source.path),
        ),
        tone,
    )


def _mark(source: SourceHealth, silent: bool) -> tuple[Shown, Tone]:
    if source.error or source.lost:
        return Shown("✗"), Tone.BAD
    if silent or source.unparsed:
        return Shown("!"), Tone.MEDIUM
    return Shown("✓"), Tone.GOOD


def _moment(time: int | None) -> Shown:
    return Shown("") if time is None else clock(time)


def counted(health: Health) -> str:
    """How many sources there are, and how many of them are troubled."""
    bad = sum(bool(source.error or source.lost) for source in health.sources)
    sources = amount(len(health.sources), "source")
    return f"{sources}, {bad:,} with errors, {len(health.silent):,} silent"


def report(health: Health, spot: object) -> list[Line]:
    """Everything that is no source, and about the source under the cursor."""
    return [
        *_of_source(health, spot),
        *_of_silence(health),
        *_of_rules(health),
        *_of_database(health),
        *(_of_mail(health.mail) if health.mail else ()),
    ]


def _of_source(health: Health, spot: object) -> Iterator[Line]:
    for source in health.sources:
        if source.path == spot:
            yield Line(shown(source.path), Tone.STRONG)
            when = _moment(source.last_import) or "never"
            yield Line(shown(f"  last import {when}"), Tone.FAINT)
            if source.error:
                yield Line(shown(f"  {source.error}"), Tone.BAD)


def _of_silence(health: Health) -> Iterator[Line]:
    if not health.silent:
        yield Line(Shown("No source has fallen silent."), Tone.GOOD)
        return
    yield Line(Shown("Silent, while others went on"), Tone.STRONG)
    for source in health.silent:
        behind = in_words(source.behind)
        text = f"  {behind:>5} behind, last {clock(source.last)}  {source.path}"
        yield Line(shown(text), Tone.MEDIUM)


def _of_rules(health: Health) -> Iterator[Line]:
    yield Line(shown(f"{amount(health.rules, 'rule')} in force"), Tone.STRONG)
    for rule in health.broken:
        yield Line(shown(f"  {rule.title}: {_broken(rule)}"), Tone.BAD)
    if not health.broken:
        yield Line(Shown("  none was set aside, none overran its time"), Tone.GOOD)
    for rule in health.costly:
        yield Line(shown(f"  {rule.cost or 0:8.1f} µs per 1,000 events  {rule.title}"), Tone.FAINT)


def _broken(rule: RuleHealth) -> str:
    return rule.error or f"overran its time {often(rule.failures)}"


def _of_database(health: Health) -> Iterator[Line]:
    yield Line(Shown("Database"), Tone.STRONG)
    size, free = health.bytes / _MEGABYTE, health.free / _MEGABYTE
    yield Line(shown(f"  {size:,.1f} MB, {free:,.1f} MB of them free"))


def _of_mail(mail: MailQueue) -> Iterator[Line]:
    yield Line(Shown("Notifications"), Tone.STRONG)
    since = f", the oldest since {clock(mail.oldest)}" if mail.oldest else ""
    text = f"  {mail.waiting:,} wait, {mail.failed:,} could not be sent so far{since}"
    yield Line(shown(text), Tone.BAD if mail.failed else Tone.PLAIN)
