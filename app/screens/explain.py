"""Why a record is what it is: which format read it, which fields, which rules hit it or nearly."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings
from app.screens import reads, recounting
from app.screens.background import background
from app.screens.database_words import told
from app.screens.desk import Desk
from app.screens.full_screen import FullScreen
from app.screens.moving import TextMoves
from app.screens.reads import Explained
from store.text import decode
from widgets.bars import length
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, paragraphs, shown

if TYPE_CHECKING:
    from store.rules.telling.explaining import Condition, Judged

_PARSED = {
    "full": "read in full",
    "header": "its beginning was understood, its message was not",
    "none": "not understood: kept and searchable as text",
}
_MOST_RAW = 400
"""Characters of the raw record: all of it stands one key away."""


def explanation(found: Explained) -> list[Line]:
    """Everything in lines."""
    return [*_raw(found), *_format(found), *_rules(found), *_fields(found)]


def _raw(found: Explained) -> Iterator[Line]:
    text = decode(found.record.raw)
    for line in paragraphs(text if len(text) <= _MOST_RAW else f"{text[:_MOST_RAW]} …"):
        yield Line(line)


def _format(found: Explained) -> Iterator[Line]:
    fields = found.record.fields
    yield from _title("Format")
    dataset, source = fields.get("event.dataset", "no format"), found.format or "none fits"
    parsed = _PARSED.get(str(fields.get("event.parse")), "")
    yield Line(shown(f"  {dataset}: {parsed}"), Tone.PLAIN)
    path, offset = fields.get("log.file.path", "?"), fields.get("log.offset", "?")
    yield Line(shown(f"  {path} at byte {offset}; the file's format: {source}"), Tone.FAINT)
    flags = fields.get("event.time_flags")
    if isinstance(flags, list):
        yield Line(shown(f"  its time: {', '.join(flags).replace('_', ' ')}"), Tone.MEDIUM)


def _rules(found: Explained) -> Iterator[Line]:
    judged = found.rules
    yield from _title(f"Rules that match: {len(judged.matched)} of {judged.asked} for its kind")
    if not judged.matched:
        yield Line(Shown("  none"), Tone.FAINT)
    for rule in judged.matched:
        yield from _matched(rule)
    yield from _title("Nearest that do not")
    if not judged.nearest:
        yield Line(Shown("  none comes near"), Tone.FAINT)
    for rule in judged.nearest:
        yield Line(shown(f"  {rule.title}"), Tone(rule.level.value))
        yield from map(_condition, rule.conditions)


def _matched(rule: "Judged") -> Iterator[Line]:
    alert = "no alert by itself" if rule.alert is None else f"alert {rule.alert}"
    yield Line(shown(f"  {rule.title}: {alert}"), Tone(rule.level.value))
    yield from map(_condition, rule.conditions)
    for count in rule.counting:
        reached = "reached" if count.found >= count.least else "not reached"
        yield Line(
            shown(
                f"    counts for {count.title}: {count.found:,} of {count.least:,} "
                f"within {length(count.timespan)}, {reached}"
            ),
            Tone.MEDIUM if count.found >= count.least else Tone.FAINT,
        )


def _condition(condition: "Condition") -> Line:
    """What was asked; where it does not hold, what the record says instead."""
    if condition.holds:
        return Line(shown(f"    ✓ {condition.words}"), Tone.GOOD)
    said = ", ".join(
        f"{key} is {'missing' if value is None else value}" for key, value in condition.values
    )
    return Line(shown(f"    ✗ {condition.words}; here {said or 'it is not'}"), Tone.BAD)


def _fields(found: Explained) -> Iterator[Line]:
    yield from _title("Fields")
    for key, value in recounting.fields_of(found.record):
        yield Line(shown(f"  {key:<28} {recounting.field_text(value)}"))


def _title(text: str) -> Iterator[Line]:
    yield Line(Shown(""))
    yield Line(shown(text), Tone.STRONG)


class ExplainScreen(TextMoves, FullScreen):
    """The explanation of one record."""

    CONTEXT = Context.EXPLAIN
    BINDINGS = bindings(Context.EXPLAIN)
    DEFAULT_CSS = """
    ExplainScreen TextPane { background: $background; }
    """

    def __init__(self, desk: Desk, event: int) -> None:
        super().__init__()
        self._desk = desk
        self._event = event
        self.text = TextPane(wrap=True)

    def content(self) -> ComposeResult:
        """The text."""
        yield self.text

    def on_mount(self) -> None:
        """Begin to judge."""
        self.text.show([Line(Shown("judging it by all rules …"), Tone.FAINT)])
        background(self, "explain", self._load)

    async def _load(self) -> None:
        with told(lambda why: self.text.show([Line(why, Tone.BAD)]), self._desk):
            found = await self._desk.lanes.details.run(reads.explained, self._event)
            self.text.show(explanation(found))
