"""`blotter salvage`: a sound database of what can be read of a damaged one."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.database import config_option, database_option, existing
from app.diagnostics import CommandError, ExitCode, note
from app.output import stdout
from app.output.amounts import counted
from app.output.files import placing
from app.output.status_line import watched
from store.care.backup import back_up
from store.care.salvage.salvaging import Salvaged, salvage
from store.care.salvage.walking import Damage

_MOST_PAGES = 20
"""Damaged pages that are named one by one."""
_EPILOG = """\b
The damaged database stays as it is. Every page of it is read by itself, so that
a damaged one takes nothing with it but what it held; indexes are made anew.
Raw records that are lost are read again from their logs, where these are there
and a hash proves that they are the same; else their events stay without them.

\b
Then, if you are content with what was saved:
  mv NEW.db DATABASE    (and remove DATABASE-wal and DATABASE-shm)

\b
Exit codes: 0 everything was saved; 65 something was lost, and said; 73 FILE
cannot be created; 74 the database cannot be read at all.

\b
Examples:
  blotter salvage NEW.db
  blotter salvage --db damaged.db NEW.db --format json
"""


@click.command("salvage", epilog=_EPILOG)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    file: Path, form: str, db: Path | None, config: Path | None
) -> int:
    """Save what can be read of a damaged database into FILE, a new one."""
    damaged = existing(db, config)
    with placing(file, replace=False) as draft, _workshop(file) as folder, watched() as show:
        made = folder / "new.db"
        found = salvage(damaged, made, told=lambda rows: show(f"{rows:,} rows saved"))
        back_up(made, draft.path)
    stdout.write(stdout.lines(_json(found) if form == "json" else _text(found)))
    if found.mended.sources:
        note("some logs would be imported a second time: blotter sources names them")
    return ExitCode.DATA if found.damages or found.lost else ExitCode.OK


@contextmanager
def _workshop(file: Path) -> Iterator[Path]:
    """A folder of our own on the disk that the new database goes to."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".blotter-", dir=file.parent))
    except OSError as wrong:
        raise CommandError(f"{file.parent}: {wrong.strerror}", ExitCode.CANNOT_CREATE) from wrong
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _text(found: Salvaged) -> Iterator[str]:
    """What was saved and lost, for people."""
    saved, lost = sum(found.rows.values()), sum(found.lost.values())
    about = f"about {counted(lost, 'row')} lost" if lost else "nothing lost"
    yield f"{counted(saved, 'row')} saved, {about} ({100 * found.share:.2f} % saved)"
    for table in sorted(found.lost):
        yield f"  {table}: {found.rows.get(table, 0):,} saved, about {found.lost[table]:,} lost"
    yield from _pages(found.damages)
    if found.refilled:
        blocks = counted(found.refilled, "block")
        yield f"{blocks} of raw records read again from the logs, and proved by their hashes"
    if found.mended.evidence:
        yield f"{counted(found.mended.evidence, 'event')} without their raw records"
    if found.mended.texts:
        yield f"{counted(found.mended.texts, 'name')} of addresses, accounts and the like lost"
    if found.stray:
        yield f"{counted(found.stray, 'page')} with rows that could belong to several tables"


def _pages(damages: tuple[Damage, ...]) -> Iterator[str]:
    """Which pages are damaged."""
    for each in damages[:_MOST_PAGES]:
        what = "an index, made anew" if each.is_index else "unreadable"
        what = what if each.lost is None else f"{counted(each.lost, 'row')} unreadable"
        yield f"  page {each.page} of {each.owner}: {what}"
    if len(damages) > _MOST_PAGES:
        rest = Counter(each.owner for each in damages[_MOST_PAGES:])
        named = ", ".join(f"{count:,} of {owner}" for owner, count in rest.most_common())
        yield f"  and {len(damages) - _MOST_PAGES:,} pages more: {named}"


def _json(found: Salvaged) -> Iterator[str]:
    """The same, for programs."""
    import json

    pages = [
        {"page": each.page, "table": each.owner, "index": each.is_index, "rows": each.lost}
        for each in found.damages
    ]
    said = found._asdict() | {"damages": pages, "mended": found.mended._asdict()}
    yield json.dumps(said | {"share": round(found.share, 6)})
