"""A web server on a database, as a process of its own."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest

from store import children
from tests.app.tui.database import build


@dataclass(frozen=True, slots=True)
class Served:
    """A server that listens."""

    process: subprocess.Popen[str]
    address: str
    """With the token, as the program printed it."""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def token(self) -> str:
        """The secret."""
        return urlsplit(self.address).query.removeprefix("token=")

    @property
    def passed(self) -> dict[str, str]:
        """The headers of a browser that has been let in."""
        return {"Cookie": f"blotter={self.token}", "Origin": self.origin}


Serve: TypeAlias = Callable[..., AbstractContextManager[Served]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with three alerts."""
    path = tmp_path / "served.db"
    build(path)
    return path


@contextmanager
def serving(database: Path, *words: str) -> Iterator[Served]:
    """A server on a database, until the end of the context."""
    command = [*children.command("from app.cli import main; main()"), "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--db", str(database), *words], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            yield Served(process, process.stdout.readline().strip())
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def serve(database: Path) -> Serve:
    """Serves the database."""
    return lambda *words: serving(database, *words)
