"""Who may see the app in a browser."""

import asyncio
from collections.abc import Iterator

import pytest
from aiohttp import ClientSession

from app.serving.server import WINDOWS
from tests.app.serving.conftest import Served, serving
from tests.app.tui.database import build


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all that is only asked and refused."""
    database = tmp_path_factory.mktemp("served") / "served.db"
    build(database)
    with serving(database) as one:
        yield one


async def answer(address: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of an answer; redirections are not followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        ClientSession() as session,
        session.get(address, headers=named, allow_redirects=False) as got,
    ):
        return got.status, await got.text(), dict(got.headers)


async def test_nobody_sees_anything_without_the_token(served):
    for path in ("/", "/static/textual.js", "/ws"):
        status, _, _ = await answer(served.origin + path, Origin=served.origin)
        assert status == (403 if "Upgrade" in path else 401)


@pytest.mark.parametrize("token", ["wrong", "", "ü", "\N{NO-BREAK SPACE}"])
async def test_another_token_is_none(served, token):
    status, text, _ = await answer(f"{served.origin}/?token={token}")
    assert (status, "token" in text) == (401, True)


async def test_a_cookie_that_is_no_text_is_none(served):
    host, port = served.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\nCookie: blotter="
    writer.write(head.encode() + b"\xff\xfe\r\n\r\n")
    first = await reader.readline()
    writer.close()
    assert b" 401 " in first


async def test_the_token_leads_to_no_other_host(served):
    _, _, headers = await answer(served.address.replace("/?", "//evil.example/?"))
    assert headers["Location"] == "/"


async def test_what_is_no_websocket_opens_no_window(served):
    status, _, _ = await answer(f"{served.origin}/ws", **served.passed)
    assert status == 400


async def test_the_token_is_exchanged_for_a_cookie_that_scripts_cannot_read(served):
    status, _, headers = await answer(served.address)
    assert (status, headers["Location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict"} <= set(headers["Set-Cookie"].split("; "))


async def test_with_the_cookie_there_is_the_page(served):
    status, text, _ = await answer(served.origin, **served.passed)
    assert status == 200
    assert f'"ws{served.origin.removeprefix("http")}/ws"' in text


async def test_the_page_asks_nobody_else_for_anything(served):
    _, text, headers = await answer(served.origin, **served.passed)
    assert "http://" not in text
    assert "https://" not in text
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1"])
async def test_a_name_that_is_not_ours_is_refused(served, host):
    status, _, _ = await answer(served.address, Host=host)
    assert status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "file://"])
async def test_another_page_is_refused_even_with_the_cookie(served, origin):
    status, _, _ = await answer(served.origin, **(served.passed | {"Origin": origin}))
    assert status == 403


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_only_our_own_page_opens_a_window(served, origin):
    headers = {"Cookie": served.passed["Cookie"]} | ({"Origin": origin} if origin else {})
    async with ClientSession() as session:
        with pytest.raises(Exception, match="403"):
            await session.ws_connect(f"{served.origin}/ws", headers=headers)


async def test_the_files_are_not_listed(served):
    for path in ("/static/", "/static/..%2findex.html", "/static/../server.py", "/download/x"):
        status, _, _ = await answer(served.origin + path, **served.passed)
        assert status == 404


async def test_there_are_only_so_many_windows(served):
    async with ClientSession() as session:
        opened = [
            await session.ws_connect(f"{served.origin}/ws", headers=served.passed)
            for _ in range(WINDOWS)
        ]
        with pytest.raises(Exception, match="503"):
            await session.ws_connect(f"{served.origin}/ws", headers=served.passed)
        for each in opened:
            await each.close()
