"""Charts of a report's HTML as SVG, drawn from a section; every number is in its table, too."""

from app.report.document import Document, Section
from app.report.markup import Markup, tag

_WIDTH, _HEIGHT = 720, 150
_LEFT, _BOTTOM, _TOP = 56, 22, 10
_MOST_LABELS = 8
_BARS_WIDTH = 120


def columns(document: Document, section: Section, column: int) -> Markup:
    """One column of a section as bars side by side.

    Args:
        document: The report.
        section: Its first column says when.
        column: The one that is drawn.
    """
    title = f"{section.columns[column].title} over time"
    values = [float(row[column].value or 0) for row in section.rows]
    most = max(values, default=0)
    room, height = (_WIDTH - _LEFT) / max(len(values), 1), _HEIGHT - _BOTTOM - _TOP
    drawn = [_axis(document, section, column, most)]
    every = -(-len(values) // _MOST_LABELS)
    for number, (row, value) in enumerate(zip(section.rows, values, strict=True)):
        when, left = document.shown(row[0]), _LEFT + number * room
        size = height * value / most if most else 0
        drawn.append(
            tag(
                "rect",
                tag("title", f"{when}: {document.shown(row[column])}"),
                x=_short(left + room * 0.1),
                y=_short(_TOP + height - size),
                width=_short(room * 0.8),
                height=_short(size),
                class_=f"bar {section.columns[column].title}",
            )
        )
        if number % every == 0:
            drawn.append(tag("text", when[-5:], x=_short(left + room * 0.1), y=_HEIGHT - 6))
    return tag("svg", *drawn, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=title)


def bar(share: float) -> Markup:
    """A bar for a row of a table."""
    size = max(_BARS_WIDTH * share, 1.5 if share else 0)
    inside = tag("rect", x=0, y=1, width=_short(size), height=10, class_="bar")
    return tag("svg", inside, class_="row", viewBox=f"0 0 {_BARS_WIDTH} 12", aria_hidden="true")


def _axis(document: Document, section: Section, column: int, most: float) -> Markup:
    """The line below, and the number that the tallest bar stands for."""
    base = _HEIGHT - _BOTTOM
    highest = next(
        (row[column] for row in section.rows if float(row[column].value or 0) == most), None
    )
    label = document.shown(highest) if highest else "0"
    return Markup(
        tag("line", x1=_LEFT, y1=base, x2=_WIDTH, y2=base)
        + tag("text", label, x=_LEFT - 6, y=_TOP + 8, text_anchor="end")
        + tag("text", "0", x=_LEFT - 6, y=base, text_anchor="end")
    )


def _short(number: float) -> str:
    return f"{number:.1f}"
