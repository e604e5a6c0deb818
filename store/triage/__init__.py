"""What an analyst decides: written down for good, and taken back by a further entry.

Every decision is one row in `actions` for each thing that it changes, in the transaction that
changes it. Undoing adds rows that restore the columns as they were; nothing is ever removed. A
decision can be taken back as long as nobody, and no new evidence, has changed the state since.

Each function takes the path of the database, what it is about, and who decides, and returns what
was done. It raises `ActionError` for what it refuses, `ConflictError` where somebody has decided
meanwhile, `DatabaseBusy` where another writer would not let go; then nothing is changed.
"""

from store.triage.alerts import (
    REASONS,
    Reason,
    Targets,
    acknowledge,
    assign,
    close,
    merge,
    note,
    reopen,
    snooze,
    tag,
    wake,
)
from store.triage.deciding import Actor, ConflictError, Done, Seen, Version
from store.triage.undoing import redo, undo

__all__ = [
    "REASONS",
    "Actor",
    "ConflictError",
    "Done",
    "Reason",
    "Seen",
    "Targets",
    "Version",
    "acknowledge",
    "assign",
    "close",
    "merge",
    "note",
    "redo",
    "reopen",
    "snooze",
    "tag",
    "undo",
    "wake",
]
