"""Write events that are about to be removed to files of their own, a month each.

Each file is JSON lines (Elastic Common Schema) packed with zstd; `manifest.json` says what is in
it, and `SHA256SUMS` lets `sha256sum -c` prove it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

import zstandard

from app.diagnostics import CommandError, ExitCode
from app.output import files
from app.output.records import json_lines
from store.queries.documents import Document
from store.times import iso, now

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
_LEVEL = 9
_STEP = 1 << 20


class Archived(NamedTuple):
    """A file of an archive, as the manifest tells of it."""

    name: str
    month: str
    """`2026-08`, UTC"""
    events: int
    first: str
    """Time of the earliest event."""
    last: str
    sha256: str
    """Of the packed file."""
    bytes: int
    written: str
    """When."""


class _Same(Exception):  # noqa: N818 - no error: what is to be written has been written before
    """A file with the same content is in the archive already."""


class _Month:
    """What goes into the file of a month."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packer = zstandard.ZstdCompressor(level=_LEVEL).stream_writer(file, closefd=False)
        self.events = 0
        self.first = self.last = ""

    def add(self, line: bytes, time: str) -> None:
        """Add an event; they come in the order of time."""
        self._packer.write(line)
        self.first = self.first or time
        self.last = time
        self.events += 1

    def finish(self) -> str:
        """Write what was held back; returns the SHA-256 of the file."""
        self._packer.flush(zstandard.FLUSH_FRAME)
        self._file.flush()
        self._file.seek(0)
        digest = hashlib.sha256()
        while chunk := self._file.read(_STEP):
            digest.update(chunk)
        return digest.hexdigest()


def archive(folder: Path, documents: Iterable[Document]) -> list[Archived]:
    """Write events to files of their months, and add these to the manifest.

    A run that was killed may be run again: what is there already is not written twice.

    Args:
        folder: Of the archive; made if it is missing.
        documents: The events in the order of time.

    Returns:
        The files that were written.

    Raises:
        CommandError: A file cannot be created, or does not hold what was written to it.
        OSError: The disk is full, …
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    known = manifest(folder)
    written: list[Archived] = []
    for month, some in groupby(documents, lambda each: str(each["@timestamp"])[:7]):
        with suppress(_Same):
            made = _place(folder, month, some, {each.sha256 for each in known})
            written.append(made)
            _enter(folder, [*known, *written])
    return written


def manifest(folder: Path) -> list[Archived]:
    """The files that an archive is known to hold.

    Raises:
        CommandError: Its manifest is none.
    """
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_bytes())
        return [Archived(**each) for each in said["files"]]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as wrong:
        raise CommandError(f"{path}: no manifest of an archive", ExitCode.IO) from wrong


def _place(folder: Path, month: str, some: Iterable[Document], known: set[str]) -> Archived:
    """Write the file of a month.

    Raises:
        _Same: The archive holds that very file.
    """
    path = _free(folder, month)
    with files.placing(path, replace=False) as draft:
        content = _Month(draft.file)
        for each, line in _lines(some):
            content.add(line, str(each["@timestamp"]))
        digest = content.finish()
        _check(path, draft.file, content.events)
        if digest in known:
            raise _Same
        size = draft.file.seek(0, os.SEEK_END)
    span = (content.first, content.last)
    return Archived(path.name, month, content.events, *span, digest, size, iso(now()))


def _lines(documents: Iterable[Document]) -> Iterator[tuple[Document, bytes]]:
    """Documents, and each as a line."""
    for each in documents:
        yield each, next(iter(json_lines([each])))


def _free(folder: Path, month: str) -> Path:
    """A name for the file of a month that is not taken: late events make a second one."""
    numbers = ("", *map(".{}".format, range(2, 1000)))
    names = (folder / f"events-{month}{number}.jsonl.zst" for number in numbers)
    return next(path for path in names if not path.exists())


def _check(path: Path, file: BinaryIO, events: int) -> None:
    """Read a file back: what is removed afterwards has to be in it."""
    file.seek(0)
    found = 0
    with zstandard.ZstdDecompressor().stream_reader(file, closefd=False) as reader:
        while chunk := reader.read(_STEP):
            found += chunk.count(b"\n")
    if found != events:
        raise CommandError(f"{path}: holds {found} events, not {events}", ExitCode.IO)


def _enter(folder: Path, whole: Sequence[Archived]) -> None:
    """Write the manifest, and the sums as `sha256sum -c` reads them."""
    said = {"version": 1, "files": [each._asdict() for each in whole]}
    files.write(folder / MANIFEST, [f"{json.dumps(said, indent=2)}\n".encode()])
    sums = "".join(f"{each.sha256}  {each.name}\n" for each in whole)
    files.write(folder / SUMS, [sums.encode()])
