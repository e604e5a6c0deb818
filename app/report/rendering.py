"""A report in the form that was asked for, as bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from app.report.as_csv import csv
from app.report.as_html import html
from app.report.as_json import as_json
from app.report.as_markdown import markdown
from app.report.as_text import text
from app.report.document import Document
from store.reports.figures import Figures


def rendered(
    form: str, figures: Figures, document: Document, *, drawn: bool = False
) -> Iterable[bytes]:
    """A report.

    Args:
        form: One of `FORMS`.
        figures: Its numbers.
        document: The same in words.
        drawn: A terminal reads it: what it could obey becomes visible in every form.
    """
    if form == "csv":
        return csv(document, drawn=drawn)
    return _RENDERINGS[form](figures, document)


def encoded(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines of a file."""
    return (f"{line}\n".encode("utf-8", "backslashreplace") for line in lines)


_RENDERINGS: Mapping[str, Callable[[Figures, Document], Iterable[bytes]]] = {
    "text": lambda _, document: encoded(text(document)),
    "html": lambda _, document: [html(document).encode("utf-8", "backslashreplace")],
    "md": lambda _, document: encoded(markdown(document)),
    "json": lambda figures, document: [as_json(figures, document)],
}

FORMS = (*_RENDERINGS, "csv")
"""The forms of a report."""
