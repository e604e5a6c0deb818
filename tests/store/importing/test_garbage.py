"""An import collects no garbage, so nothing of a piece that was judged may refer to itself."""

import gc
import weakref
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from store.database.coding import Coder
from store.database.facts import facts
from store.importing.opening import Refused, opened_logs
from store.importing.options import Options
from store.importing.reading import LogReader
from store.rules.compiling.ahead import compiled
from store.rules.counting.judging import Active, Judging
from store.rules.files.loader import rule_files

LINES = 12_000
"""Enough for what is done with long pieces only."""
NOW = 1_800_000_000 * 10**9


def access(at: int) -> str:
    return (
        f"192.0.2.{at % 250} - - [29/Jul/2026:11:{at // 600 % 60:02}:{at % 60:02} +0000] "
        f'"GET /page/{at % 90}?id={at} HTTP/1.1" {200 if at % 7 else 404} 512 "-" "curl/8.5"'
    )


def auth(at: int) -> str:
    return (
        f"Jul 29 11:{at // 600 % 60:02}:{at % 60:02} web1 sshd[{1000 + at % 900}]: "
        f"Failed password for root from 192.0.2.{at % 250} port {20000 + at % 40000} ssh2"
    )


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
@pytest.mark.parametrize("line", [access, auth], ids=["access", "auth"])
def test_a_piece_that_was_judged_is_forgotten(tmp_path: Path, line):
    log = tmp_path / "long.log"
    log.write_text("".join(f"{line(at)}\n" for at in range(LINES)))
    rules = [Active(at, rule) for at, rule in enumerate(compiled(rule_files([])).rules)]
    judging, coder = Judging(rules, UTC), Coder()
    held = []
    with opened_logs(log) as logs:
        (opened,) = list(logs)
        assert not isinstance(opened, Refused)
        for piece in LogReader(opened, None, Options(UTC), NOW).pieces():
            if piece.parsed.records:
                facts(piece.parsed.records, coder)
                assert judging.entries(piece.parsed.records)
                held.append(weakref.ref(piece.parsed.records))
            del piece
    assert held
    assert [each() for each in held] == [None] * len(held)
