"""The cases in which other log tools were measured to fail, each with lines of our own.

GoAccess 1.7 and 1.11, lnav 0.11 and 0.14, fail2ban 1.0.2, CrowdSec 1.4.6, logwatch 7.7, Toolong 1.5
"""

import gzip
import json
import os
import shutil
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from app.importing.importing_command import import_command
from tests.store.importing.commanding import spawned, words_of
from tests.store.importing.running import (
    append,
    line,
    lines,
    raws,
    rested,
    rows,
    run,
    stored,
)


@pytest.fixture
def log(logs):
    return logs / "access.log"


def ecs(database: Path, *words: str) -> list[dict[str, Any]]:
    """What `blotter events --format ecs` gives for a filter."""
    command = ["events", "--db", str(database), "--format", "ecs", *words]
    return [json.loads(text) for text in spawned(import_command(command)).out.splitlines()]


def top(database: Path, *words: str) -> list[tuple[str, int, int]]:
    """Who did how much, and how often it failed."""
    command = ["top", "--db", str(database), "--format", "json", *words]
    said = map(json.loads, spawned(import_command(command)).out.splitlines())
    return [(each["value"], each["events"], each["failures"]) for each in said]


def auth(database: Path, folder: Path, *messages: str, year: bool = True) -> Path:
    """Import an auth log of these messages, a second after one another."""
    stamp = "2025-03-10T09:00:{:02d}Z" if year else "Mar 10 09:00:{:02d}"
    texts = (f"{stamp.format(n)} web1 {text}\n" for n, text in enumerate(messages))
    log = folder / "auth.log"
    log.write_text("".join(texts))
    run(database, log)
    return log


# GoAccess


def test_goaccess_append_nothing_new_and_copytruncate(database, log):
    log.write_bytes(lines(range(300)))
    run(database, log)
    assert run(database, log).lines == 0
    append(log, lines(range(300, 400)))
    run(database, log)
    shutil.copy(log, log.with_name("access.log.1"))
    log.write_bytes(lines(range(400, 450)))
    run(database, log)
    assert stored(database) == raws(range(450))


def test_goaccess_rename_between_two_runs_with_only_the_live_log_given(database, log):
    log.write_bytes(lines(range(800)))
    run(database, log)
    append(log, lines(range(800, 900)))
    log.rename(log.with_name("access.log.1"))
    log.write_bytes(lines(range(900, 1_000)))
    run(database, log)
    assert stored(database) == raws(range(1_000))


@pytest.mark.parametrize("size", [9, 900], ids="{} lines".format)
def test_goaccess_rotated_compressed_and_given_again(database, log, size):
    log.write_bytes(lines(range(size)))
    run(database, log)
    log.with_name("access.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.write_bytes(lines(range(size, size + 100)))
    run(database, log.parent)
    assert stored(database) == raws(range(size + 100))


@pytest.mark.parametrize("size", [1, 800], ids="{} lines".format)
def test_goaccess_the_same_file_with_a_new_inode(database, log, size):
    log.write_bytes(lines(range(size)))
    run(database, log)
    inode = log.stat().st_ino
    shutil.copy(log, log.with_name("new"))
    log.with_name("new").replace(log)
    assert log.stat().st_ino != inode
    run(database, log)
    assert stored(database) == raws(range(size))


@pytest.mark.parametrize("cut", [1, 20, 70])
def test_goaccess_a_file_that_ends_inside_a_line_that_is_completed_later(database, log, cut):
    data = lines(range(50))
    log.write_bytes(data[:-cut])
    run(database, log)
    append(log, data[-cut:] + line(50))
    run(database, log)
    assert stored(database) == raws(range(51))
    assert rows(database, "SELECT sum(unparsed) FROM sources") == [(0,)]


def test_goaccess_invalid_utf_8_in_a_line_leaves_the_output_valid(database, log):
    data = line(1).replace(b"/page/", b"/caf\xe9\xff\xc3(/")
    log.write_bytes(data)
    run(database, log)
    command = import_command(["events", "--db", str(database), "--format", "ecs"])
    (event,) = map(json.loads, spawned(command, encoding="utf-8").out.splitlines())
    assert event["event.original"] == data[:-1].decode("utf-8", "backslashreplace")
    assert stored(database) == [data[:-1]]


def test_goaccess_nothing_new_is_nothing_to_read(database, log):
    log.write_bytes(lines(range(5_000)))
    run(database, log)
    before = time.process_time()
    assert run(database, log).bytes == 0
    assert time.process_time() - before < 0.5


# lnav


@pytest.mark.parametrize("asked", [rb"\x16\x03\x01\x02", rb"\x03", b"-", b""])
def test_lnav_tls_to_a_plain_port_counts(database, log, asked):
    stamp = b"[10/Mar/2025:09:00:00 +0000]"
    log.write_bytes(b'203.0.113.9 - - %b "%b" 400 226 "-" "-"\n' % (stamp, asked))
    assert run(database, log).unparsed == 0
    (event,) = ecs(database, "status:400 ip:203.0.113.9")
    assert event["http.response.body.bytes"] == 226
    assert top(database, "status:400") == [("203.0.113.9", 1, 1)]


def test_lnav_a_late_line_keeps_its_own_time(database, log):
    """Apache stamps the beginning of a request and writes at its end."""
    log.write_bytes(line(100) + line(40) + line(101))
    run(database, log)
    times = [event["@timestamp"][14:19] for event in ecs(database)]
    assert times == ["00:40", "01:40", "01:41"]
    offsets = [event["log.offset"] for event in ecs(database)]
    assert offsets == [len(line(100)), 0, len(line(100) + line(40))]


def test_lnav_the_zone_of_a_line_is_obeyed(database, log):
    log.write_bytes(line(0).replace(b"00:00:00 +0000", b"09:00:00 +0530"))
    run(database, log)
    assert [event["@timestamp"] for event in ecs(database)] == ["2025-03-10T03:30:00.000000Z"]


@pytest.mark.parametrize(
    ("stamps", "written", "days"),
    [
        (["Dec 31 23:59:59", "Jan  1 00:00:01"], "2025-01-01T08:00", ["2024-12-31", "2025-01-01"]),
        (["Feb 28 10:00:00", "Feb 29 10:00:00"], "2024-03-02T08:00", ["2024-02-28", "2024-02-29"]),
        (["Feb 29 10:00:00"], "2025-02-20T08:00", ["2024-02-29"]),
    ],
    ids=["new year", "leap day", "leap day of last year"],
)
def test_lnav_and_toolong_stamps_without_a_year(database, log, stamps, written, days):
    log.write_text("".join(f"{stamp} web1 sshd[7]: Server listening\n" for stamp in stamps))
    moment = time.mktime(time.strptime(written, "%Y-%m-%dT%H:%M"))
    os.utime(log, (moment, moment))
    run(database, log)
    assert [event["@timestamp"][:10] for event in ecs(database)] == days


# fail2ban and CrowdSec

_FAILED = "Failed password for root from 203.0.113.9 port 4711 ssh2"


@pytest.mark.parametrize("program", ["sshd", "sshd-session", "sshd-auth", "/usr/sbin/sshd"])
def test_fail2ban_every_name_of_sshd(database, logs, program):
    auth(database, logs, f"{program}[7]: {_FAILED}")
    (event,) = ecs(database, "action:login outcome:failure")
    assert (event["source.ip"], event["user.name"]) == ("203.0.113.9", "root")


@pytest.mark.parametrize("year", [True, False])
def test_fail2ban_message_repeated_counts_as_often_as_it_was(database, logs, year):
    auth(database, logs, f"sshd[7]: message repeated 5 times: [ {_FAILED}]", year=year)
    assert top(database) == [("203.0.113.9", 1, 5)]
    assert [event["related.weight"] for event in ecs(database)] == [5]


def test_fail2ban_invalid_user_and_failed_password_are_one_attempt(database, logs):
    auth(
        database,
        logs,
        "sshd[7]: Invalid user bob from 203.0.113.9 port 4711",
        "sshd[7]: Failed password for invalid user bob from 203.0.113.9 port 4711 ssh2",
        "sshd[7]: Connection closed by invalid user bob 203.0.113.9 port 4711 [preauth]",
    )
    assert [failures for _, _, failures in top(database)] == [1]


def test_fail2ban_pam_and_sshd_tell_of_one_attempt(database, logs):
    auth(
        database,
        logs,
        "sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser="
        " rhost=203.0.113.9  user=root",
        f"sshd[7]: {_FAILED}",
    )
    assert [failures for _, _, failures in top(database)] == [1]


def test_one_login_counts_once_across_two_runs(database, logs):
    log = auth(database, logs, "sshd[7]: Invalid user bob from 203.0.113.9 port 4711")
    append(
        log,
        b"2025-03-10T09:00:01Z web1 sshd[7]: Failed password for invalid user bob "
        b"from 203.0.113.9 port 4711 ssh2\n",
    )
    run(database, log)
    assert top(database) == [("203.0.113.9", 2, 1)]


@pytest.mark.parametrize(
    "name",
    [
        "a from 192.0.2.99 port 22",
        "a from 192.0.2.99 port 22 ssh2",
        "x from 192.0.2.99",
        " from 192.0.2.99 port 22 ssh2: from",
        "from",
    ],
)
def test_fail2ban_a_name_accuses_nobody(database, logs, name):
    auth(
        database,
        logs,
        f"sshd[7]: Failed password for invalid user {name} from 192.0.2.4 port 1 ssh2",
    )
    assert top(database) == [("192.0.2.4", 1, 1)]


def test_crowdsec_one_alert_for_an_attack_and_not_one_for_each_window(database, logs):
    texts = (
        f"2025-03-10T{9 + n // 1_800:02d}:{n // 30 % 60:02d}:{n % 30 * 2:02d}Z web1 sshd[{n + 1}]: "
        f"{_FAILED}\n"
        for n in range(3_000)
    )
    log = logs / "auth.log"
    log.write_text("".join(texts))
    run(database, log)
    found = rows(
        database,
        "SELECT count(*), count(DISTINCT rule), max(evidence) FROM alerts "
        "WHERE merged_into IS NULL",
    )
    assert found[0][0] == found[0][1] > 0
    assert found[0][2] == 3_000


def test_crowdsec_what_was_written_while_nobody_looked_is_read(database, log):
    log.write_bytes(lines(range(100)))
    run(database, log)
    append(log, lines(range(100, 200)))
    rested(log)
    run(database, log)
    assert stored(database) == raws(range(200))


# logwatch and Toolong


def test_logwatch_no_name_is_looked_up(database, log, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    for name in (
        "getaddrinfo",
        "gethostbyaddr",
        "gethostbyname",
        "getnameinfo",
        "create_connection",
    ):
        monkeypatch.setattr(socket, name, refuse)
    log.write_bytes(lines(range(200)))
    assert run(database, log).lines == 200


def test_toolong_a_line_of_ten_thousand_words(database, log):
    words = b"word " * 10_000
    log.write_bytes(line(1) + words + b"\n" + line(2))
    before = time.process_time()
    assert run(database, log).unparsed == 1
    assert time.process_time() - before < 2.0
    assert words in stored(database)


def test_toolong_syslog_sorts_among_the_others_by_its_real_year(database, logs):
    auth(database, logs, f"sshd[7]: {_FAILED}", year=False)
    (logs / "access.log").write_bytes(line(1))
    run(database, logs)
    assert [event["@timestamp"][:4] > "1999" for event in ecs(database)] == [True, True]


def test_toolong_the_last_line_is_no_line_too_many(database, log):
    log.write_bytes(lines(range(3)))
    assert spawned(words_of(database, "--json", log)).summary["lines"] == 3


def test_textual_markup_in_a_path_is_text(database, log):
    log.write_bytes(line(1).replace(b"/page/1", b"/[/red][@click=app.quit]"))
    run(database, log)
    assert [event["url.path"] for event in ecs(database)] == ["/[/red][@click=app.quit]"]
