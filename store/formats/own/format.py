"""Make formats of users' format files, as the registry takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from store.errors import InputError
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Reader, State
from store.formats.long_lines import of_lines
from store.formats.own.loading import files_in, load
from store.formats.own.reader import OwnReader, score
from store.formats.own.spec import Spec
from store.model import Context


@dataclass(frozen=True, slots=True)
class Own:
    """What the users' folders hold."""

    formats: tuple[Format, ...]
    files: dict[str, str]
    """In which file a format stands, by its name."""
    problems: tuple[InputError, ...]


def own(folders: Sequence[Path], taken: Sequence[str]) -> Own:
    """The formats of some folders.

    Args:
        folders: Folders with format files, or such files.
        taken: Names of built-in formats.
    """
    loading = load(files_in(folders), taken)
    return Own(
        tuple(map(format_of, loading.specs)),
        {spec.name: spec.path for spec in loading.specs},
        loading.problems,
    )


def format_of(spec: Spec) -> Format:
    """What the registry knows of a format."""
    return reading_utf16(
        Format(
            name=spec.name,
            title=spec.title,
            dataset=spec.dataset,
            score=partial(score, spec),
            open=of_lines(partial(_open, spec)),
            sample=sample_of(spec),
        )
    )


def sample_of(spec: Spec) -> bytes:
    """The format's samples as a log."""
    lines = [each.line for each in spec.samples if not each.unparsed]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _open(spec: Spec, context: Context, state: State, ahead: LookAhead) -> Reader:
    """A reader of one source."""
    return OwnReader(spec, context, state, ahead)
