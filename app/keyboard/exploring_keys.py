"""The commands to get about: what a key does with a value, places, pages, and more of a record.

`app.keyboard.keys` declares them from these rows (`app.keyboard.key_rows`).
"""

from app.keyboard.key_rows import (
    BACK,
    PAGE_DOWN,
    PAGE_UP,
    Declared,
    leaving,
    paging,
    scrolling,
    sideways,
    stepping,
)


def _values(part: str) -> tuple[Declared, ...]:
    """What can be done with the value under the cursor."""
    return (
        (f"{part}.include", "plus", "wish('include')", "with", "Only what has the value", True),
        (f"{part}.exclude", "minus", "wish('exclude')", "without", "Nothing that has it", True),
        (f"{part}.only", "equals_sign", "wish('only')", "only", "The value alone", False),
        (f"{part}.entity", "i", "wish('entity')", "page", "All about the value", True),
    )


def _pins(part: str) -> tuple[Declared, ...]:
    """How a record becomes evidence, and how that is taken back."""
    return (
        (f"{part}.pin", "m", "pin", "pin", "Pin the record to a case", False),
        (f"{part}.undo", "u", "undo", "undo", "Take back your last decision", False),
        (f"{part}.redo", "ctrl+r", "redo", "redo", "Make again what you took back", False),
    )


def _moves(part: str) -> tuple[Declared, ...]:
    """How one moves in a list."""
    return (
        *stepping(part, "row"),
        *sideways(part, "Value, or bar,"),
        *paging(part),
    )


WORKBENCH: tuple[Declared, ...] = (
    ("value.entity", "i", "wish('entity')", "page", "All about the value under the cursor", True),
    ("value.include", "plus", "wish('include')", "with", "Only what has the value", False),
    ("value.exclude", "minus", "wish('exclude')", "without", "Nothing that has the value", False),
    ("value.only", "equals_sign", "wish('only')", "only", "Nothing but the value", False),
    ("app.forward", "L,right_square_bracket", "forward", "forward", "Forward again", False),
    ("app.history", "B", "history", "history", "All places visited, as a tree", False),
    ("app.jump", "at", "jump", "time", "Go to a time", False),
    ("app.sql", "7", "sql", "sql", "Ask in SQL, of what the filter leaves", False),
)

LIST: tuple[Declared, ...] = sideways("list")

LIVE: tuple[Declared, ...] = (
    ("live.open", "enter,l", "open", "among all", "Stand on the record among all", True),
    *sideways("live"),
)

EVENTS: tuple[Declared, ...] = (
    ("events.around", "a", "around", "around", "What stands around it", True),
    ("events.explain", "x", "explain", "explain", "Explain: format, fields, rules", True),
    ("events.switch", "tab", "switch", "when", "Bars over time, or the list", True),
    ("events.jump", "t", "jump", "time", "Go to a time in the list", False),
)

RECORD: tuple[Declared, ...] = (
    *_values("record"),
    ("record.around", "a", "around", "around", "What stands around this record", True),
    ("record.explain", "x", "explain", "explain", "Explain: format, fields and rules", True),
)

ENTITY: tuple[Declared, ...] = (
    ("entity.next", "tab", "section(1)", "next part", "Next part", True),
    ("entity.when", "1", "show_section(0)", "", "When: its records over time", False),
    ("entity.sessions", "2", "show_section(1)", "", "Its sessions", False),
    ("entity.alerts", "3", "show_section(2)", "", "Its alerts", False),
    ("entity.related", "4", "show_section(3)", "", "What occurs with it", False),
    ("entity.records", "5", "show_section(4)", "", "Its newest records", False),
    ("entity.notes", "6", "show_section(5)", "", "Notes on it", False),
    ("entity.note", "n", "note", "note", "Write a note on it", True),
    ("entity.strike", "d", "strike", "", "Take away the note under the cursor", False),
    ("entity.open", "enter,l", "open", "records", "Show what the row or bar counted", True),
    ("entity.all", "o", "open_all", "all records", "Show all its records", True),
    *_moves("entity"),
    *_values("entity"),
    *_pins("entity"),
    *leaving("entity"),
)

AROUND: tuple[Declared, ...] = (
    ("around.next", "tab", "section(1)", "next part", "Next list", True),
    ("around.file", "1", "show_section(0)", "file", "What stands around it in its file", False),
    ("around.ip", "2", "show_section(1)", "address", "What the same address did", False),
    ("around.user", "3", "show_section(2)", "user", "What the same user did", False),
    ("around.open", "enter,l", "open", "among all", "Stand on it among all of the list", True),
    *_moves("around"),
    *_values("around"),
    *_pins("around"),
    *leaving("around"),
)

EXPLAIN: tuple[Declared, ...] = (
    *scrolling("explain"),
    ("explain.page_down", PAGE_DOWN, "page(1)", "down", "Next page", True),
    ("explain.page_up", PAGE_UP, "page(-1)", "up", "Previous page", True),
    *leaving("explain", f"{BACK},x"),
)

HISTORY: tuple[Declared, ...] = (
    *stepping("history", "place"),
    *paging("history"),
    ("history.take", "enter,l", "take", "go there", "Go to the place", True),
    *leaving("history", f"{BACK},B", "Stay here"),
)

VALUES: tuple[Declared, ...] = (
    ("values.take", "enter", "wish('include')", "with", "Only what has this value", False),
    *stepping("values", "value"),
    *_values("values"),
    *leaving("values"),
)

QUERY: tuple[Declared, ...] = (
    ("query.run", "enter", "run", "run", "Run the query", True),
    ("query.complete", "tab", "complete", "complete", "Take what is offered; again: next", True),
    ("query.earlier", "up", "recall(-1)", "earlier", "The query before, that begins so", True),
    ("query.later", "down", "recall(1)", "", "The query after it", False),
    ("query.page_down", "pagedown", "page_views(1)", "", "More of the views", False),
    ("query.page_up", "pageup", "page_views(-1)", "", "Views before", False),
    ("query.clear", "ctrl+u", "clear_all", "clear", "Begin another query", True),
    ("query.line", "ctrl+n", "break_line", "new line", "A new line", True),
    ("query.back", "escape", "leave", "done", "End the query that runs; else to the answer", True),
)

SQL: tuple[Declared, ...] = (
    ("sql.open", "enter,l", "open", "open", "Open the event or alert; or what has the value", True),
    ("sql.edit", "slash,tab", "edit", "query", "Change the query", True),
    ("sql.row", "o", "row", "row", "The whole row, one value a line; or the table", True),
    ("sql.write", "w", "write", "write", "Write all rows into a file: table, CSV or JSON", True),
    *_moves("sql"),
    ("sql.first", "g,home", "first", "", "First row", False),
    ("sql.last", "G,end", "last", "", "Last row", False),
    *_values("sql"),
    *_pins("sql"),
    ("sql.copy", "y", "copy_value", "copy", "Copy the value, made safe", False),
    *leaving("sql", does="End the query that runs; else back"),
)
