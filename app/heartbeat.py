"""A sign of life after each good run, for a monitor elsewhere that calls out when none comes.

It never changes how the run ends, and says nothing of what is in the logs.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.diagnostics import error

if TYPE_CHECKING:
    from threading import Thread

TIMEOUT = 5
"""Seconds, unless the configuration says something else."""
_PAUSE = 60.0
"""Seconds between two heartbeats of an import that does not end."""
_MOST = 2048
"""Characters of the longest URL that is believed."""


class Heart:
    """Beats, if the configuration says where."""

    def __init__(self, table: Mapping[str, Any], write: Callable[[], None] | None = None) -> None:
        """Take what is configured.

        Args:
            table: `[heartbeat]`, found to be sound; empty: it never beats.
            write: Sends a sign of life by mail, where one is wanted and due.
        """
        self._table = table
        self._write = write
        self._last = -_PAUSE
        self._silent: set[str] = set()
        self._beating: Thread | None = None

    def beat(self) -> None:
        """Give a sign of life now; what is wrong with that is told on stderr, and no more."""
        for name, give in self._ways():
            try:
                give()
                self._silent.discard(name)
            except (OSError, ValueError) as wrong:
                if name not in self._silent:
                    error(f"heartbeat: {_said(wrong)}")
                self._silent.add(name)

    def beat_at_times(self) -> None:
        """Give a sign of life unless there was one a moment ago, and wait for nobody.

        A monitor that takes for ever to answer is asked no second time meanwhile.
        """
        now = time.monotonic()
        if not self._table or now - self._last < _PAUSE:
            return
        if self._beating is None or not self._beating.is_alive():
            import threading

            self._last = now
            self._beating = threading.Thread(target=self.beat, daemon=True)
            self._beating.start()

    def _ways(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """How signs are given; each raises OSError or ValueError where that fails."""
        if {"url", "url_file"} & self._table.keys():
            yield "url", self._call
        if "mail" in self._table and self._write is not None:
            yield "mail", self._write

    def _call(self) -> None:
        """Ask for the URL."""
        _ask(self._url(), float(self._table.get("timeout", TIMEOUT)))

    def _url(self) -> str:
        """The URL, also where it is kept in a file of its own.

        Raises:
            ValueError: There is none in it, it cannot be read, or others may read it.
        """
        if "url" in self._table:
            return str(self._table["url"])
        from app.configuration.toml_heartbeat import is_url
        from app.notifying.secret import Secret, SecretError

        path = Path(str(self._table["url_file"])).expanduser()
        try:
            text = Secret("file", str(path)).read()[:_MOST].strip()
        except SecretError as wrong:
            raise ValueError(str(wrong)) from wrong
        if not is_url(text):
            raise ValueError(f"{path}: no URL in it")
        return text


def _ask(url: str, timeout: float) -> None:
    """Ask for a URL, with its certificate verified, and follow it nowhere else.

    Raises:
        OSError: There is no answer in time, or not a good one.
    """
    from http.client import HTTPException
    from urllib import request
    from urllib.error import URLError

    from app.notifying.waiting import until

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPErrorProcessor,
        request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    asked = request.Request(url, headers={"User-Agent": "blotter"})  # noqa: S310 - http and https only
    try:
        with until(timeout).waiting(), opener.open(asked, timeout=timeout) as answer:
            answer.read(1)
    except HTTPException as wrong:
        raise URLError(str(wrong)) from wrong


def _said(wrong: OSError | ValueError) -> str:
    """What is wrong, without the URL: who knows it can beat in our place."""
    code = getattr(wrong, "code", None)
    if code is not None:
        return f"the monitor answered {code}"
    reason = getattr(wrong, "reason", None)
    if reason is not None:
        return f"no answer: {reason}"
    return str(wrong) or "no answer"
