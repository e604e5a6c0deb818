"""Every way in which a log is rotated, moved, copied and made anew."""

import bz2
import gzip
import lzma
import os
import shutil
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, cast

import zstandard

from tests.torture.logs import Log


def _gzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "wb", compresslevel=1))


PACKERS: Mapping[str, Callable[[Path], IO[bytes]]] = {
    ".gz": _gzip,
    ".bz2": partial(bz2.open, mode="wb", compresslevel=1),
    ".xz": partial(lzma.open, mode="wb", preset=0),
    ".zst": partial(zstandard.open, mode="wb"),
}


def rename(log: Log) -> None:
    """Move it to `.1`, and begin a new one."""
    _moved(log)
    log.reopen()


def lag(log: Log) -> None:
    """The same, but the server goes on writing to the moved file for a while."""
    _moved(log)
    log.lag = 4


def twice(log: Log) -> None:
    """Two rotations, one right after the other."""
    rename(log)
    log.write(log.chance.randrange(1, 60))
    rename(log)


def copytruncate(log: Log) -> None:
    """Copy it to `.1`, a part first, and empty it."""
    _copied(log)
    log.truncate()


def regrow_equal(log: Log) -> None:
    """The same; at the next look it is as long as it was, with other lines."""
    count = min(log.in_file, 3_000)
    copytruncate(log)
    log.write(count, at_once=True)


def regrow_larger(log: Log) -> None:
    """The same; at the next look it is longer than it was."""
    count = min(log.in_file, 3_000)
    copytruncate(log)
    log.write(count + 50, at_once=True)


def reuse_inode(log: Log) -> None:
    """Pack it away and make a new one, which mostly gets the inode of the old one."""
    count = min(log.in_file, 3_000)
    _shift(log.path)
    _pack(log.path, log.path.with_name(f"{log.path.name}.1.gz"), log)
    log.path.unlink()
    log.reopen()
    log.write(count + log.chance.randrange(2) * 20, at_once=True)


def dateext(log: Log) -> None:
    """Move it to a name with a date."""
    log.path.rename(log.path.with_name(f"{log.path.name}-{20_250_101 + log.rotations}"))
    log.reopen()


def link(log: Log) -> None:
    """Move it to `.1`, and link that into a folder of backups."""
    moved = _moved(log)
    log.reopen()
    os.link(moved, _place(log, "backup"))


def copy(log: Log) -> None:
    """Copy the live log to a folder of backups; it goes on."""
    shutil.copy2(log.path, _place(log, "backup"))


def move_away(log: Log) -> None:
    """Move it to another folder."""
    log.path.rename(_place(log, "archive"))
    log.reopen()


def _packing(ending: str) -> Callable[[Log], None]:
    def pack(log: Log) -> None:
        moved = _moved(log)
        log.reopen()
        _pack(moved, moved.with_name(f"{moved.name}{ending}"), log)
        moved.unlink()

    return pack


ROTATIONS: Mapping[str, Callable[[Log], None]] = {
    "rename": rename,
    "lag": lag,
    "twice": twice,
    "copytruncate": copytruncate,
    "regrow equal": regrow_equal,
    "regrow larger": regrow_larger,
    "reuse inode": reuse_inode,
    "dateext": dateext,
    "link": link,
    "copy": copy,
    "move away": move_away,
    **{f"pack {ending}": _packing(ending) for ending in PACKERS},
}
"""By name; nothing is lost in any of them."""


AWAY = ("copy", "move away", "lag")
"""Those after which lines lie where nobody looks who is only told the name of the log: elsewhere,
or in a file that is written to until after the next rotation."""


def rotate(log: Log, name: str) -> None:
    """Rotate a log that has lines in it."""
    if log.lag:
        log.reopen()
    if not log.in_file:
        log.write(40)
    log.rotations += 1
    ROTATIONS[name](log)


def empty(log: Log) -> None:
    """Empty it without a copy; at the next look it is as long as it was, or longer."""
    count = min(max(log.in_file, 1), 3_000)
    log.truncate()
    log.write(count + log.chance.randrange(2) * 30, at_once=True)


def replace(log: Log) -> None:
    """Delete it and begin a new one."""
    log.path.unlink(missing_ok=True)
    log.reopen()
    log.write(50)


def delete(log: Log) -> None:
    """Delete one of the files that it was rotated to."""
    rotated = sorted(log.path.parent.glob(f"{log.path.name}[.-]*"))
    if rotated:
        log.chance.choice(rotated).unlink()


def _moved(log: Log) -> Path:
    _shift(log.path)
    return log.path.rename(log.path.with_name(f"{log.path.name}.1"))


def _copied(log: Log) -> None:
    _shift(log.path)
    data = log.path.read_bytes()
    half = log.chance.randrange(len(data))
    with log.path.with_name(f"{log.path.name}.1").open("wb") as first:
        first.write(data[:half])
        first.flush()
        time.sleep(log.chance.random() * 0.02)
        first.write(data[half:])


def _shift(path: Path) -> None:
    """Give every numbered file its next number."""
    found: list[tuple[int, str, Path]] = []
    for each in path.parent.glob(f"{path.name}.[0-9]*"):
        number, dot, ending = each.name.removeprefix(f"{path.name}.").partition(".")
        found.append((int(number), f"{dot}{ending}", each))
    for age, ending, each in sorted(found, reverse=True):
        each.rename(path.with_name(f"{path.name}.{age + 1}{ending}"))


def _pack(path: Path, packed: Path, log: Log) -> None:
    """Pack a file under its last name, a part first, as the packers do."""
    data = path.read_bytes()
    half = log.chance.randrange(len(data))
    with PACKERS[packed.suffix](packed) as file:
        file.write(data[:half])
        file.flush()
        time.sleep(log.chance.random() * 0.02)
        file.write(data[half:])


def _place(log: Log, folder: str) -> Path:
    place = log.path.parents[1] / folder
    place.mkdir(exist_ok=True)
    return place / f"{log.path.stem}-{log.rotations:05d}.log"
