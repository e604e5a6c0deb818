"""A document in HTML: one file that loads nothing, runs nothing, and prints well."""

from collections.abc import Iterable, Iterator
from html import escape

from store.exporting.report.blocks import Block, Grid, Heading, Items, Lines, Paragraph

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0; }
td, th { border: 1px solid #8888; padding: .2em .6em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
pre { background: #8881; padding: .8em; white-space: pre-wrap; overflow-wrap: anywhere; }
h3 { border-top: 2px solid #8886; padding-top: 1em; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } }
@media print { h3, table, pre { break-inside: avoid; } }
"""

_HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Case report</title>
<style>{_STYLE}</style>
</head>
<body>"""


def html(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of the document."""
    yield _HEAD
    for block in blocks:
        yield from _lines(block)
    yield "</body>\n</html>"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case Items(texts):
            yield f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
        case Lines(texts):
            yield f"<pre>{escape(chr(10).join(texts))}</pre>"
        case Grid(titles, rows):
            yield from _table(titles, rows)


def _table(titles: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield "<table>"
    if any(titles):
        yield _row("th", titles)
    yield from (_row("td", row) for row in rows)
    yield "</table>"


def _row(kind: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"
