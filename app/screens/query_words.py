"""Turn queries and their answers into the values that widgets draw; every text is made safe."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from app.output.amounts import counted
from app.questioner import MOST_ROWS, Result, Value
from app.screens.key_words import KeyWords
from store.errors import QueryError
from widgets.view_models import Line, Shown, Tone, shown

_CELL = 200
"""Characters of a value that a table keeps: the whole row shows it all."""
_WIDTH = 74
"""Characters of a line of column names: what a narrow screen has room for."""
_EXAMPLE = "SELECT source_ip, failures FROM addresses ORDER BY failures DESC LIMIT 10"


def help_lines(views: Mapping[str, Sequence[str]]) -> list[Line]:
    """What can be asked, where nothing was asked yet."""
    lines = [
        Line(Shown("Ask in SQL. Nothing can be changed by it."), Tone.STRONG),
        Line(shown(f"{_EXAMPLE}")),
        Line(Shown("raw_text(id) is the record of an event. Views; below their columns (PgDn):")),
    ]
    lines += [Line(shown(f"  {part}")) for part in wrap(", ".join(views), _WIDTH)]
    for name, columns in views.items():
        lines.append(Line(shown(name), Tone.STRONG))
        lines += [Line(shown(f"  {part}"), Tone.FAINT) for part in wrap(", ".join(columns), _WIDTH)]
    return lines


def view_lines(views: Mapping[str, Sequence[str]]) -> list[Line]:
    """The views, to be read beside an answer."""
    lines: list[Line] = []
    for name, columns in views.items():
        lines.append(Line(shown(name), Tone.STRONG))
        lines += [Line(shown(f"  {column}"), Tone.FAINT) for column in columns]
    return lines


def cells(result: Result) -> list[tuple[Shown, ...]]:
    """The rows of a table."""
    return [tuple(_cell(value) for value in row) for row in result.rows]


def _cell(value: Value) -> Shown:
    return Shown("") if value is None else shown(value, _CELL)


def numeric(result: Result) -> list[int]:
    """The columns of numbers."""
    return [
        at
        for at in range(len(result.columns))
        if any(row[at] is not None for row in result.rows)
        and not any(isinstance(row[at], str) for row in result.rows)
    ]


def titles(result: Result) -> list[Shown]:
    """The names of the columns."""
    return [shown(name) for name in result.columns]


def counted_rows(result: Result, seconds: float, view: tuple[int, int]) -> list[Line]:
    """How much came, and which columns are in view."""
    first, last = view
    parts = [Line(shown(counted(len(result.rows), "row")), Tone.STRONG)]
    if seconds >= 1:
        parts.append(Line(shown(f"{seconds:.1f} s"), Tone.FAINT))
    if result.more:
        parts.append(Line(shown(f"the first {MOST_ROWS:,} at most; w writes all"), Tone.MEDIUM))
    if last - first + 1 < len(result.columns):
        text = f"columns {first + 1}-{last + 1} of {len(result.columns)}"
        parts.append(Line(shown(text), Tone.FAINT))
    return parts


def running(seconds: float, words: KeyWords) -> list[Line]:
    """While a query runs."""
    ends = words("{query.back} ends it")
    return [Line(shown(f"running … {seconds:.0f} s"), Tone.MEDIUM), Line(ends)]


def wrong(error: QueryError, query: str) -> list[Line]:
    """What is wrong with a query, and where."""
    lines = [Line(shown(error.message), Tone.BAD)]
    if error.at is not None:
        before = query[: error.at]
        row, column = before.count("\n") + 1, error.at - before.rfind("\n")
        lines.insert(0, Line(shown(f"line {row}, column {column}:"), Tone.STRONG))
    return lines


def offered(texts: Sequence[str], taken: int, words: KeyWords) -> list[Line]:
    """What a word may become."""
    if not texts:
        return [Line(words("{query.run} runs it"), Tone.FAINT)]
    parts = [Line(words("{query.complete}"), Tone.STRONG)]
    return parts + [
        Line(shown(text), Tone.STRONG if at == taken else Tone.FAINT)
        for at, text in enumerate(texts)
    ]


def value_lines(result: Result, row: int, column: int) -> list[Line]:
    """The value under the cursor in full."""
    return [
        Line(shown(result.columns[column]), Tone.FAINT),
        *_value(result.rows[row][column]),
    ]


def row_lines(result: Result, row: int, column: int) -> Iterator[Line]:
    """A whole row, one value under the other."""
    yield Line(shown(f"row {row + 1:,} of {len(result.rows):,}"), Tone.STRONG)
    for at, (name, value) in enumerate(zip(result.columns, result.rows[row], strict=True)):
        yield Line(shown(name), Tone.STRONG if at == column else Tone.FAINT)
        yield from (Line(Shown(f"  {line.text}"), line.tone) for line in _value(value))


def _value(value: Value) -> list[Line]:
    if value is None:
        return [Line(Shown("NULL"), Tone.FAINT)]
    return [Line(shown(line, 20_000)) for line in str(value).split("\n")]
