"""Where an export goes, in which form, and what is left out of it."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import click

from app.diagnostics import CommandError, ExitCode
from app.output import files, stdout
from app.output.records import csv_lines
from store.exporting.redacting import Redactor, redactor

F = TypeVar("F", bound=Callable[..., Any])


class Output(NamedTuple):
    """What was asked for."""

    form: str
    path: Path | None
    """None: stdout."""
    redact: bool = False
    keep_prefixes: bool = False

    def redactor(self, connection: sqlite3.Connection) -> Redactor | None:
        """What replaces addresses and accounts; None: nothing does."""
        return redactor(connection, keep_prefixes=self.keep_prefixes) if self.redact else None

    def write(self, chunks: Iterable[bytes]) -> None:
        """Write text: a file comes to its place whole, or not at all."""
        if self.path is None:
            stdout.write(chunks)
        else:
            files.write(self.path, chunks)

    def write_lines(self, texts: Iterable[str]) -> None:
        """Write lines: in UTF-8, or as stdout takes them."""
        if self.path is None:
            stdout.write(stdout.lines(texts))
        else:
            files.write(self.path, (f"{text}\n".encode() for text in texts))

    def write_csv(self, keys: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
        """Write CSV."""
        self.write(csv_lines(keys, rows, drawn=self.path is None and stdout.is_terminal()))

    def write_json(self, document: object) -> None:
        """Write one document in JSON, for programs and for people."""
        self.write_lines([json.dumps(document, indent=2)])

    def write_parquet(
        self,
        write: Callable[[Iterable[Mapping[str, Any]], BinaryIO], int],
        rows: Iterable[Mapping[str, Any]],
    ) -> None:
        """Write Parquet.

        Raises:
            UsageError: No file was named.
            CommandError: pyarrow is missing.
        """
        from store.exporting.parquet import NoParquet

        if self.path is None:
            raise click.UsageError("--format parquet needs -o FILE")
        try:
            with files.placing(self.path) as draft:
                write(rows, draft.file)
        except NoParquet as missing:
            message = "--format parquet needs pyarrow: pip install 'logblotter[parquet]'"
            raise CommandError(message, ExitCode.CONFIGURATION) from missing


def output_options(forms: Iterable[str]) -> Callable[[F], F]:
    """Give a command `--format`, `-o`, `--redact` and `--keep-prefixes`."""

    def decorate(command: F) -> F:
        for option in reversed(_options(forms)):
            command = option(command)
        return command

    return decorate


def _options(forms: Iterable[str]) -> list[Callable[[Any], Any]]:
    return [
        click.option(
            "--format", "form", type=click.Choice(list(forms)), default="ecs", show_default=True
        ),
        stdout.output_option("Where it goes (default: stdout)."),
        click.option(
            "--redact",
            is_flag=True,
            help="Replace addresses and accounts, the same by the same, with a secret key.",
        ),
        click.option(
            "--keep-prefixes",
            is_flag=True,
            help="With --redact: addresses of one network stay in one network.",
        ),
    ]
