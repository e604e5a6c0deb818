"""A report as Markdown (GitHub's, for the tables): what comes from logs stands as code."""

import re
from collections.abc import Iterator

from app.report.document import Cell, Document, Section
from store.text import safe

_PLAIN = re.compile(r"[\w .,:%()+/-]*", re.ASCII)
_LINKED = re.compile(r"://|www\.", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&@!^$=]")


def markdown(document: Document) -> Iterator[str]:
    """The lines of a report; nothing that logs say is taken for markup, a link or a picture."""
    yield f"# {inert(document.title)}"
    yield ""
    yield inert(document.subtitle)
    yield ""
    for sentence in document.summary:
        yield inert(sentence)
    yield ""
    yield f"**To decide:** {inert(document.decision)}"
    for section in document.sections:
        yield from _section(document, section)
    yield ""
    for footnote in document.footnotes:
        yield inert(footnote)
        yield ""


def inert(text: str) -> str:
    """Text in which nothing is markup; addresses of the web are no links."""
    escaped = _SPECIAL.sub(r"\\\g<0>", safe(text))
    return _LINKED.sub(lambda found: found[0].replace(":", "\\:").replace(".", "\\."), escaped)


def code(text: str) -> str:
    """Text from a log in the cell of a table: as it is where it is harmless, else as code."""
    shown = safe(text)
    if _PLAIN.fullmatch(shown) and not _LINKED.search(shown):
        return shown
    longest = max(map(len, re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[:1] in "` " or shown[-1:] in "` " else ""
    escaped = shown.replace("|", "\\|")
    return f"{fence}{pad}{escaped}{pad}{fence}"


def _section(document: Document, section: Section) -> Iterator[str]:
    yield ""
    yield f"## {inert(section.title)}"
    yield ""
    if section.note:
        yield inert(section.note)
        yield ""
    if not section.rows:
        yield inert(section.empty)
        return
    yield _row([inert(column.title) for column in section.columns])
    yield _row(["---:" if column.right else "---" for column in section.columns])
    for row in section.rows:
        yield _row([_cell(document, cell) for cell in row])


def _cell(document: Document, cell: Cell) -> str:
    shown = document.shown(cell)
    return code(shown) if cell.unit == "log" else inert(shown)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
