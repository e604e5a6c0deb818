"""Fresh databases: copies of one, which save each test the making of all tables."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from store.database.connection import create


def fresh(path: Path) -> Path:
    """A database with nothing in it, as `create` makes it."""
    path.touch(0o600)
    path.write_bytes(_made())
    return path


@cache
def _made() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fresh.db"
        create(path)
        return path.read_bytes()
