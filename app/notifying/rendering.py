"""What a message says, as plain text and as HTML in which nothing of a log is more than text."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.notifying.content import Content
from store.notifying import telling
from store.notifying.outbox import Message
from store.notifying.planning import Unit

_TEMPLATES = Path(__file__).parent / "templates"
_COLOURS = {
    "critical": "#8b0000",
    "high": "#b84500",
    "medium": "#8a6d00",
    "low": "#2f5f8f",
    "informational": "#555555",
}


def message(unit: Unit, said: Content, references: tuple[str, ...]) -> Message:
    """The message of a unit.

    Args:
        unit: What it tells.
        said: What it says.
        references: Message-IDs of the messages that it goes on from.
    """
    return Message(
        telling.key(unit),
        said.subject,
        text(said),
        html(said),
        said.data,
        references,
        "digest" if unit.is_digest else "alerts",
        unit.receiver.name,
        unit.topic,
        len(unit.items),
    )


def text(said: Content) -> str:
    """As plain text."""
    return _environment(escapes=False).get_template("alerts.txt.j2").render(said=said)


def html(said: Content) -> str:
    """As HTML without links, pictures or scripts."""
    made = _environment(escapes=True).get_template("alerts.html.j2")
    return made.render(said=said, colours=_COLOURS)


@cache
def _environment(*, escapes: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=escapes,  # noqa: S701 - plain text has nothing to escape
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
