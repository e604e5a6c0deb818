"""The web server: one page, its files, and a window of the app for every browser that opens one."""

import asyncio
import logging
import signal
import socket
from pathlib import Path

import textual_serve
from aiohttp import web
from textual_serve.server import Server

from app.serving.guard import Guard, add_headers

WINDOWS = 8
"""Windows at a time: each is a process of the app, with some 50 MB of memory."""
_GRACE = 1.0
"""Seconds that windows have to end by themselves when the server does."""

_PAGE = Path(__file__).parent / "page"
_STATIC = Path(textual_serve.__file__).parent / "static"
_FILES = {
    "page.css": (_PAGE / "page.css", "text/css"),
    "page.js": (_PAGE / "page.js", "text/javascript"),
    "xterm.css": (_STATIC / "css" / "xterm.css", "text/css"),
    "textual.js": (_STATIC / "js" / "textual.js", "text/javascript"),
    "mono.ttf": (_STATIC / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""All that is handed out beside the page, by name."""


class BrowserServer(Server):
    """Textual's web server with a page of our own, and with a guard before it: it has none."""

    def __init__(self, command: str, bound: socket.socket, guard: Guard) -> None:
        """Make ready to serve.

        Args:
            command: What runs a window of the app, as words for a shell.
            bound: Where browsers come in; listens already.
            guard: Says who may.
        """
        host, port = bound.getsockname()[:2]
        super().__init__(command, host, port)
        self._bound = bound
        self._guard = guard
        self._windows = 0

    async def _make_app(self) -> web.Application:
        """The application: everything goes past the guard."""
        app = web.Application(middlewares=[self._guard.middleware()])
        app.on_response_prepare.append(add_headers)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._window),
                web.get("/static/{name}", self._file),
            ]
        )
        return app

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """The page, with the address of its own window."""
        origin = next(each for each in self._guard.origins if each.endswith(f"//{request.host}"))
        page = (_PAGE / "index.html").read_text("utf-8")
        window = f"ws{origin.removeprefix('http')}/ws"
        return web.Response(text=page.replace("{window}", window), content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file that belongs to the page."""
        found = _FILES.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        path, kind = found
        return web.FileResponse(path, headers={"Content-Type": kind})

    async def _window(self, request: web.Request) -> web.StreamResponse:
        """A window: the app, for as long as the browser shows it."""
        if not web.WebSocketResponse().can_prepare(request):
            raise web.HTTPBadRequest(text="a window takes a WebSocket\n")
        if self._windows >= WINDOWS:
            raise web.HTTPServiceUnavailable(text=f"{WINDOWS} windows are open already\n")
        self._windows += 1
        try:
            return await self.handle_websocket(request)
        finally:
            self._windows -= 1

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)  # it prints what apps print
        loop = asyncio.new_event_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.request_exit)
        web.run_app(
            self._make_app(),
            sock=self._bound,
            handle_signals=False,
            shutdown_timeout=_GRACE,
            loop=loop,
            print=None,
            access_log=None,
        )


def listening(host: str, port: int) -> socket.socket:
    """A socket for browsers to come in.

    Args:
        host: An address of this machine.
        port: 0: any that is free.

    Raises:
        OSError: It is taken, or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)
