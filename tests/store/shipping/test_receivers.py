"""What is particular to each kind of receiver."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.errors import ReceiverError
from store.shipping import progress as book
from store.shipping.receivers.clickhouse import ClickHouse, schema
from store.shipping.receivers.elastic import Elastic
from store.shipping.receivers.file import File
from store.shipping.receivers.http import Server
from store.shipping.receivers.interface import Unavailable
from store.shipping.receivers.webhook import Webhook
from tests.store.shipping.conftest import Harbour
from tests.store.shipping.taking import Reply, Taken


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "example.com", "http://", "http://h:x/", "http://u:p@h/"]
)
def test_what_is_no_address_of_a_server(url: str) -> None:
    with pytest.raises(ReceiverError):
        Server(url)


def test_who_ships_says_who_they_are(harbour: Harbour, server: tuple[str, Taken]) -> None:
    harbour.ship(Webhook(Server(server[0], "ApiKey abc")))
    assert {each.headers["Authorization"] for each in server[1].requests} == {"ApiKey abc"}


def bulk(*statuses: int) -> Reply:
    """The answer of a bulk API."""
    error = {"type": "mapper_parsing_exception", "reason": "no"}
    items = [
        {"create": {"status": status, **({"error": error} if status > 201 else {})}}
        for status in statuses
    ]
    return Reply(200, json.dumps({"errors": True, "items": items}).encode(), take=True)


def test_elastic_gets_each_event_under_its_id(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].is_bulk = True
    harbour.ship(Elastic(Server(f"{server[0]}/prefix/events")))
    first = server[1].requests[0]
    assert first.path.partition("?")[0] == "/prefix/events/_bulk"
    assert first.lines[0] == {"create": {"_id": harbour.ids[0]}}
    assert server[1].order == harbour.ids


def test_elastic_may_have_an_event_already(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].is_bulk = True
    server[1].script = [bulk(409, 201, 201, 409, 201)]
    harbour.ship(Elastic(Server(f"{server[0]}/events")))
    assert harbour.progress == (12, 12, 0)


def test_elastic_may_refuse_one_event(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].is_bulk = True
    server[1].script = [bulk(201, 400, 201, 201, 201)]
    harbour.ship(Elastic(Server(f"{server[0]}/events")))
    letter = json.loads(harbour.shipment.dead_letters.read_text())
    assert letter["event.id"] == harbour.ids[1]
    assert letter["reason"] == "400 mapper_parsing_exception: no"


ODD = (
    b"<html>",
    b"[]",
    b"{}",
    b"null",
    b"[" * 100_000,
    b'{"errors": true, "items": []}',
    b'{"errors": true, "items": [{}]}',
    b'{"errors": true, "items": [[], 1]}',
    b'{"errors": false, "items": [{"create": {"status": 201}}]}',
    b'{"errors": true, "items": null}',
    bulk(0, 201, 201, 201, 201).body,
    bulk(201, 201, 201, 201).body,
    bulk(201, 201, 201, 201, 201, 201).body,
    bulk(201, 201, 201, 201, 201).body.replace(b"201", b'"x"'),
    bulk(201, 201, 201, 201, 201).body.replace(b"201", b"true"),
    bulk(201, 201, 201, 201, 201).body.replace(b'"status": 201', b""),
)
"""Answers that do not say of each document whether it has arrived."""


@pytest.mark.parametrize("body", ODD)
def test_elastic_is_not_believed_where_it_does_not_speak_of_each(
    harbour: Harbour, server: tuple[str, Taken], body: bytes
) -> None:
    server[1].is_bulk = True
    server[1].script = [Reply(200, body)]
    harbour.ship(Elastic(Server(f"{server[0]}/events")))
    assert len(harbour.waits) == 1
    assert server[1].order == harbour.ids


def test_elastic_may_refuse_an_event_and_say_that_all_is_well(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    server[1].is_bulk = True
    body = bulk(201, 400, 201, 201, 201).body.replace(b'"errors": true', b'"errors": false')
    server[1].script = [Reply(200, body, take=True)]
    harbour.ship(Elastic(Server(f"{server[0]}/events")))
    assert harbour.progress == (12, 11, 1)


def test_a_pipe_in_the_place_of_dead_letters_does_not_hold_it_up(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    os.mkfifo(harbour.shipment.dead_letters)
    server[1].is_bulk = True
    server[1].script = [bulk(201, 400, 201, 201, 201)]
    with pytest.raises(OSError, match="not a file"):
        harbour.ship(Elastic(Server(f"{server[0]}/events")))
    assert harbour.progress is None


@pytest.mark.parametrize("reply", [bulk(201, 429, 201, 201, 201), Reply(200, b"<html>")])
def test_elastic_may_be_busy(harbour: Harbour, server: tuple[str, Taken], reply: Reply) -> None:
    server[1].is_bulk = True
    server[1].script = [reply]
    harbour.ship(Elastic(Server(f"{server[0]}/events")))
    assert len(harbour.waits) == 1
    assert server[1].order == harbour.ids


@pytest.mark.parametrize("path", ["", "/"])
def test_an_index_has_to_be_named(path: str) -> None:
    with pytest.raises(ReceiverError, match="INDEX"):
        Elastic(Server(f"http://192.0.2.1{path}"))


@pytest.mark.parametrize("path", ["", "/a;b", "/a%20b", "/a.b.c"])
def test_a_table_has_to_be_named(path: str) -> None:
    with pytest.raises(ReceiverError, match="TABLE"):
        ClickHouse(Server(f"http://192.0.2.1{path}"))


def test_a_file_grows(harbour: Harbour, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")
    harbour.ship(File(path, None))
    first, *lines = path.read_text().splitlines()
    assert first == "before"
    assert [json.loads(line)["event.id"] for line in lines] == harbour.ids


def test_a_file_that_was_written_but_not_noted_gets_nothing_twice(
    harbour: Harbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.jsonl"
    noted = book.note

    def crash(*arguments: object) -> None:
        if path.read_text().count("\n") > 5:
            raise KeyboardInterrupt
        noted(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(book, "note", crash)
    with pytest.raises(KeyboardInterrupt):
        harbour.ship(File(path, None))
    monkeypatch.undo()
    with path.open("a") as file:
        file.write('{"event.id":"torn')
    harbour.ship(File(path, book.load(harbour.connection, "test").place))
    assert [json.loads(line)["event.id"] for line in path.read_text().splitlines()] == harbour.ids


def test_a_file_may_be_moved_away(harbour: Harbour, tmp_path: Path) -> None:
    path, moved = tmp_path / "out.jsonl", tmp_path / "out.jsonl.1"
    file = File(path, None)
    file.send([{"event.id": "1"}])
    path.rename(moved)
    file.send([{"event.id": "2"}])
    file.close()
    assert (moved.read_text(), path.read_text()) == ('{"event.id":"1"}\n', '{"event.id":"2"}\n')


def test_who_ships_to_a_file_waits_for_another_who_writes_there(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with closing(File(path, None)) as file, path.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        thread = threading.Thread(target=file.send, args=([{"event.id": "2"}],))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        other.write(b'{"event.id":"1"}\n')
        other.flush()
        fcntl.flock(other, fcntl.LOCK_UN)
        thread.join()
    assert path.read_text() == '{"event.id":"1"}\n{"event.id":"2"}\n'


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(ReceiverError):
        File(tmp_path / "link", None)


def test_a_pipe_in_its_place_does_not_hold_it_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReceiverError, match="not a file"):
        File(tmp_path / "pipe", None)


def test_a_second_name_of_somebody_elses_file_is_not_written_to(tmp_path: Path) -> None:
    path, victim = tmp_path / "out.jsonl", tmp_path / "victim"
    victim.write_text("kept")
    file = File(path, None)
    path.unlink()
    path.hardlink_to(victim)
    with pytest.raises(Unavailable, match="another name"):
        file.send([{"event.id": "1"}])
    file.close()
    assert victim.read_text() == "kept"


def test_the_documents_show_the_table() -> None:
    text = (Path(__file__).parents[3] / "docs" / "shipping.md").read_text()
    assert f"```sql\n{schema('security.events')}```" in text


SERVER = shutil.which("clickhouse-server") or "/usr/sbin/clickhouse-server"
CONFIGURATION = """<yandex>
<logger><level>error</level><console>1</console></logger>
<http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
<path>{path}/data/</path><tmp_path>{path}/tmp/</tmp_path>
<mark_cache_size>100000000</mark_cache_size><users_config>users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
</yandex>"""
USERS = """<yandex><profiles><default/></profiles><users><default><password/>
<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users><quotas><default/></quotas></yandex>"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _ask(url: str, query: str) -> str:
    with urllib.request.urlopen(url, query.encode(), timeout=10) as answer:  # noqa: S310 - loopback
        text: str = answer.read().decode()
    return text.strip()


@pytest.fixture
def clickhouse(tmp_path: Path) -> Iterator[str]:
    """A ClickHouse of our own on loopback."""
    if not Path(SERVER).exists():
        pytest.skip("clickhouse-server is not installed (Debian's package of that name)")
    home, http = tmp_path / "clickhouse", _free_port()
    home.mkdir()
    written = CONFIGURATION.format(http=http, tcp=_free_port(), path=home)
    (home / "config.xml").write_text(written)
    (home / "users.xml").write_text(USERS)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [SERVER, f"--config-file={home}/config.xml"], stdout=log, stderr=log, cwd=home
        )
    url = f"http://127.0.0.1:{http}/"
    try:
        for _ in range(300):
            try:
                _ask(url, "SELECT 1")
                break
            except OSError:
                if process.poll() is not None:
                    pytest.skip("clickhouse-server does not start here")
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_real_clickhouse_has_each_event_once(harbour: Harbour, clickhouse: str) -> None:
    _ask(clickhouse, schema("default.events"))
    harbour.ship(ClickHouse(Server(f"{clickhouse}default.events")))
    harbour.change(name="again")
    harbour.ship(ClickHouse(Server(f"{clickhouse}default.events")))
    assert _ask(clickhouse, "SELECT count() FROM events FINAL") == "12"
    row = _ask(
        clickhouse,
        "SELECT event_id, toUnixTimestamp(time), source_ip, status, url_path FROM events FINAL "
        f"WHERE event_id = '{harbour.ids[1]}'",
    )
    assert row.split("\t") == [harbour.ids[1], "1795000010", "192.0.2.1", "404", "/wp-login.php"]
    documents = _ask(clickhouse, "SELECT document FROM events FINAL FORMAT TSVRaw").splitlines()
    assert sorted(json.loads(each)["event.id"] for each in documents) == sorted(harbour.ids)


@pytest.mark.slow
def test_a_real_clickhouse_without_the_table_takes_nothing(
    harbour: Harbour, clickhouse: str
) -> None:
    with pytest.raises(ReceiverError, match="404"):
        harbour.ship(ClickHouse(Server(f"{clickhouse}default.nothing")))
    assert harbour.progress is None
