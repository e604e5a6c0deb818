"""What a Windows event says is stored in one order, however large the piece it was read in."""

from pathlib import Path

import pytest

from store.formats.windows.events import openssh
from tests.store.formats.windows.usual.test_learning import PROCESS, xml
from tests.store.importing.running import append, rows, run

COUNT = 24
WORDINGS = [
    {"code": 4625},
    {"code": 4624, "data": {"TargetUserName": "-", "SubjectDomainName": "EXAMPLE"}},
    {"code": 4688, "data": {"NewProcessName": r"C:\a.exe", "CommandLine": "a.exe /x"}},
    {"code": 4778, "data": {"AccountName": "-", "AccountDomain": "EXAMPLE", "ClientName": "PC1"}},
    {"code": 7045, "provider": "Service Control Manager", "data": {"ServiceName": "x"}},
    {
        "code": 4,
        "provider": openssh.PROVIDER,
        "data": {"payload": "Server listening on :: port 22."},
    },
    {"code": 4625, "process": PROCESS, "message": "An account failed to log on."},
]


def stored(database: Path) -> list[tuple[object, ...]]:
    """The numbers of the events, and what no column holds of them, as it is stored."""
    return rows(database, "SELECT record, extra FROM facts ORDER BY record")


@pytest.mark.parametrize("several", [1, 5])
def test_a_piece_of_any_size_gives_the_same_order(database, other_database, logs, several):
    events = [
        f"{xml(**wording, number=str(COUNT * kind + at))}\n".encode()  # type: ignore[arg-type]
        for at in range(COUNT)
        for kind, wording in enumerate(WORDINGS)
    ]
    whole, crumbs = logs / "whole.xml", logs / "crumbs.xml"
    whole.write_bytes(b"".join(events))
    run(database, whole)
    for begin in range(0, len(events), several * len(WORDINGS)):
        append(crumbs, b"".join(events[begin : begin + several * len(WORDINGS)]))
        run(other_database, crumbs)
    assert stored(other_database) == stored(database)
    assert len(stored(database)) == COUNT * len(WORDINGS)
