"""Who decides: the name that is written beside an analyst's action."""

import getpass
import os
import socket

from store.triage import Actor


def who() -> Actor:
    """Whoever sits at the keyboard, also behind sudo."""
    try:
        name = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return Actor(name, socket.gethostname(), _terminal())


def _terminal() -> str | None:
    try:
        return os.ttyname(0)
    except OSError:
        return None
