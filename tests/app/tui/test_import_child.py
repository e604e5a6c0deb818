"""The import beside the app."""

import asyncio
import os
import sys

import pytest

from app.importing.import_child import ImportChild
from widgets.view_models import Shown


async def _told(program: str) -> list[Shown]:
    """Everything that one import tells, up to its end."""
    told: list[Shown] = []
    ended = asyncio.Event()

    def tell(text: Shown) -> None:
        told.append(text)
        if not text.startswith("importing"):
            ended.set()

    child = ImportChild([sys.executable, "-c", program], tell)
    following = asyncio.create_task(child.follow())
    async with asyncio.timeout(60):
        await ended.wait()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    await child.stop()
    return told


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("pass", [""]),
        ("import sys; sys.exit(75)", ["another import is at work"]),
        ("import sys; sys.exit('first\\nlast')", ["import: last"]),
        ("import sys; sys.exit(65)", ["import: exit 65"]),
        ("print('[1]\\n{}x\\n{\"summary\": {}}')", [""]),
        ("print('{\"busy\": true}')", ["another import is at work"]),
        (
            'print(\'{"summary": {"errors": [{"path": "/a", "error": "b"}]}}\')',
            ["import: /a: b"],
        ),
        ('print(\'{"summary": {"errors": [1]}}\')', [""]),
        ('print(\'{"path": "/a/b.log", "done": 1, "total": 4}\')', ["importing b.log 25%", ""]),
        (
            'print(\'{"judging": 1, "total": 2}\')',
            ["importing: new rules judge the stored records 50%", ""],
        ),
        ('print(\'{"upgrading": 2, "total": 8}\')', ["upgrading: step 3 of 8"]),
        ("print('x' * 3_000_000)", [""]),
    ],
)
async def test_what_it_tells(program, told):
    assert await _told(program) == told


async def test_a_command_that_is_not_there_is_said():
    told: asyncio.Queue[Shown] = asyncio.Queue()
    child = ImportChild(["/nowhere/blotter"], told.put_nowait)
    following = asyncio.create_task(child.follow())
    assert (await told.get()).startswith("cannot import:")
    following.cancel()


async def test_stopping_ends_a_child_that_does_not_listen(monkeypatch):
    monkeypatch.setattr("app.importing.import_child._GRACE", 0.2)
    deaf = (
        "import json, os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(json.dumps({'path': str(os.getpid())}), flush=True); time.sleep(60)"
    )
    told: asyncio.Queue[Shown] = asyncio.Queue()
    child = ImportChild([sys.executable, "-c", deaf], told.put_nowait)
    following = asyncio.create_task(child.follow())
    process = int((await told.get()).split()[-1])
    following.cancel()
    await child.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
