"""Secrets: where they are to be had from, and how they are read without being shown to anybody."""

import os
import shlex
import stat
from dataclasses import dataclass, field
from pathlib import Path


class SecretError(Exception):
    """A secret cannot be had; says why, and never what it is."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is to be had from."""

    way: str
    """`inline`, `file`, `credential` or `env`."""
    place: str = field(repr=False)
    """The secret itself, the file, the name of the credential, or that of the variable."""

    def read(self) -> str:
        """The secret, without the line end behind it.

        Raises:
            SecretError: It is not there, empty, or can be read by others.
        """
        if self.way == "inline":
            found = self.place
        elif self.way == "env":
            found = os.environ.get(self.place, "")
        else:
            found = _content(self._file())
        found = found.rstrip("\r\n")
        if not found:
            raise SecretError(f"{self}: empty, or not there")
        if "\n" in found or "\r" in found or "\0" in found:
            raise SecretError(f"{self}: a secret is one line")
        return found

    def __str__(self) -> str:
        """Where it comes from, fit to be shown."""
        return {
            "inline": "the configuration",
            "env": f"the variable {self.place}",
            "credential": f"the credential {self.place}",
        }.get(self.way, self.place)

    def _file(self) -> Path:
        if self.way == "file":
            return Path(self.place)
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise SecretError(f"{self}: systemd has given none (LoadCredential=)")
        return Path(folder) / Path(self.place).name


def _content(path: Path) -> str:
    """The text of a file that nobody else may read.

    Raises:
        SecretError: It cannot be read, or others may.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(descriptor, encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            _check(os.fstat(descriptor), path)
            return file.read(65_536)
    except OSError as wrong:
        raise SecretError(f"{path}: {wrong.strerror}") from wrong
    except UnicodeDecodeError as wrong:
        raise SecretError(f"{path}: is no text") from wrong


def _check(found: os.stat_result, path: Path) -> None:
    """Refuse a file that others may read; a group may read what root keeps for it."""
    if not stat.S_ISREG(found.st_mode):
        raise SecretError(f"{path}: not a file")
    for_group = found.st_uid == 0 and os.geteuid() != 0
    if found.st_mode & (0o037 if for_group else 0o077):
        mode = "640" if for_group else "600"
        raise SecretError(f"{path}: can be read by others; chmod {mode} {shlex.quote(str(path))}")
