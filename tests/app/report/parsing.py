"""Read a report's tables back from what was drawn."""

import re
from html.parser import HTMLParser

Tables = dict[str, list[list[str]]]


class HtmlTables(HTMLParser):
    """The tables of a page by the headings before them, and what the page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: Tables = {}
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self._heading = ""
        self._into: list[str] | None = None
        self._cell_depth = 0
        self._row: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Begin a heading, a row or a cell."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            self.values.append(value or "")
        if tag in ("h2", "h3"):
            self._into = []
        elif tag == "tr" and not self._cell_depth:
            self._row = []
        elif tag in ("td", "th"):
            self._cell_depth += 1
            if self._cell_depth == 1:
                self._into = []

    def handle_data(self, data):
        """Keep what a heading or a cell says."""
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag):
        """End a heading, a cell or a row."""
        said = "".join(self._into or [])
        if tag in ("h2", "h3"):
            self._heading, self._into = said, None
        elif tag in ("td", "th"):
            self._cell_depth -= 1
            if not self._cell_depth and self._row is not None:
                self._row.append(said)
                self._into = None
        elif tag == "tr" and not self._cell_depth and self._row is not None:
            self.tables.setdefault(self._heading, []).append(self._row)
            self._row = None


def without_titles(tables: Tables) -> Tables:
    """The rows below the titles of the columns; cells of bars, which have no title, left out."""
    found = {}
    for heading, (titles, *rows) in tables.items():
        kept = [at for at, title in enumerate(titles) if title or not at]
        found[heading] = [[row[at] for at in kept] for row in rows]
    return found


def markdown_tables(text: str) -> Tables:
    """The tables of a Markdown document by their headings."""
    found: Tables = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = part.partition("\n")
        lines = [line for line in rest.splitlines() if line.startswith("|")]
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines[2:]]
        if rows:
            found[_unescaped(heading)] = [[_unescaped(cell.strip()) for cell in r] for r in rows]
    return found


def text_sections(text: str) -> dict[str, str]:
    """The sections of the plain text: bars taken out, white space made one blank."""
    lines = text.splitlines()
    found: dict[str, list[str]] = {}
    heading = ""
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if line and below and set(below) == {"-"}:
            heading = line
        found.setdefault(heading, []).append(line)
    return {name: flat("\n".join(some)) for name, some in found.items()}


def flat(text: str) -> str:
    """Text without bars and the marks between stacked values, and with single blanks."""
    return " ".join(text.replace("█", " ").replace(";", " ").split())


def _unescaped(cell: str) -> str:
    if cell.startswith("`") and cell.endswith("`") and len(cell) > 1:
        return cell.strip("`").strip().replace("\\|", "|")
    return re.sub(r"\\(\W)", r"\1", cell)
