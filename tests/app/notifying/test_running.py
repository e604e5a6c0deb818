"""From an alert in the database to mail in a mailbox, over a real server."""

import asyncio
import json
import sqlite3
from collections.abc import Callable

import pytest

from app.configuration.configured import Config
from app.notifying import afterwards, content, running
from app.notifying.afterwards import Afterwards
from app.notifying.delivering import Outcome
from app.notifying.running import tell
from store.database.connection import Writer
from store.importing.progress import Summary
from store.notifying import outbox
from tests.app.notifying.postal import Authority, Handler, Post, server, text
from tests.store.notifying.world import World

Make = Callable[[str], Config]
HOSTILE = '<script>alert(1)</script>\r\nBcc: x@example.com "\x1b]52;c;x\x07=?utf-8?q?=0D=0ABcc:_y?='


def mailing(configured: Make, post: Post, trusted: Authority, more: str = "") -> Config:
    return configured(
        f"""
[notify]
host = "web1"
group_interval = "0s"
{more}
[notify.smtp]
host = "localhost"
port = {post.port}
from = "blotter@example.com"
ca_file = "{trusted.file}"
[[notify.to]]
name = "ops"
mail = ["ops@example.com"]
"""
    )


@pytest.fixture
def post(trusted):
    with server(trusted.context("localhost")) as post:
        yield post


def run(world: World, config: Config) -> Outcome:
    return tell(world.writer.path, config)


def hurry(world: World) -> None:
    """Let what waits be due."""
    world.do("UPDATE deliveries SET next_at = 0 WHERE state IN ('waiting', 'sending')")
    world.do("UPDATE notices SET due = 0")


def test_an_alert_becomes_mail(world, configured, post, trusted):
    world.open("Brute force", **{"source.ip": "203.0.113.7"})
    assert run(world, mailing(configured, post, trusted)) == Outcome(1, 0, {})
    (mail,) = post.messages
    assert mail["Subject"] == "[Blotter web1] high: Brute Force (203.0.113.7)"
    assert (mail["From"], mail["To"]) == ("Blotter <blotter@example.com>", "ops@example.com")
    assert "203.0.113.7" in text(mail)
    assert "<b>203.0.113.7</b>" in text(mail, "html")


def test_again_nothing(world, configured, post, trusted):
    world.open()
    config = mailing(configured, post, trusted)
    run(world, config)
    assert run(world, config) == Outcome(0, 0, {})
    assert len(post.mails) == 1


def test_open_update_and_end_are_one_thread(world, configured, post, trusted):
    config = mailing(configured, post, trusted)
    alert = world.open()
    run(world, config)
    world.set(alert, count=99)
    run(world, config)
    hurry(world)
    run(world, config)
    world.set(alert, condition="recovered", recovered_at=1)
    run(world, config)
    first, second, third = post.messages
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == third["References"] == first["Message-ID"]
    assert len({mail["Message-ID"] for mail in post.messages}) == 3
    assert "still going on" in second["Subject"]
    assert "99 (5 when last told)" in text(second)
    assert "recovered" in third["Subject"]


def test_a_greylisted_mail_comes_later_under_the_same_id(world, configured, post, trusted):
    world.open()
    config = mailing(configured, post, trusted)
    post.answers.append("451 4.7.1 greylisted, try again")
    outcome = run(world, config)
    assert (outcome.sent, outcome.failed) == (0, 1)
    assert outcome.problems == {"mail ops@example.com": "451 4.7.1 greylisted, try again"}
    assert run(world, config) == Outcome(0, 0, {})
    hurry(world)
    assert run(world, config).sent == 1
    assert len(post.mails) == 1


def test_a_lost_answer_gives_a_copy_with_the_same_id(world, configured, post, trusted):
    world.open()
    config = mailing(configured, post, trusted)
    post.answers.append("drop")
    assert run(world, config).failed == 1
    hurry(world)
    assert run(world, config).sent == 1
    assert len(post.mails) == 2
    assert len({data for _, data in post.mails}) == 1


def test_who_died_before_noting_it_gives_a_copy_with_the_same_id(
    world, configured, post, trusted, monkeypatch
):
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    world.open()
    config = mailing(configured, post, trusted)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "delivered", die)
        with pytest.raises(KeyboardInterrupt):
            run(world, config)
    assert run(world, config) == Outcome(0, 0, {})
    hurry(world)
    assert run(world, config).sent == 1
    assert len({data for _, data in post.mails}) == 1


def test_an_unknown_address_is_dead_and_the_others_are_told(world, configured, post, trusted):
    post.unknown.add("ops@example.com")
    config = mailing(configured, post, trusted)
    config.notify["to"][0]["mail"].append("ann@example.com")
    world.open()
    outcome = run(world, config)
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert world.ask("SELECT state FROM deliveries ORDER BY address") == ["sent", "dead"]
    hurry(world)
    assert run(world, config) == Outcome(0, 0, {})


def test_when_the_server_is_down_one_attempt_is_enough(world, configured, post, trusted):
    for rule in "abcdef":
        world.open(rule)
    config = mailing(configured, post, trusted, "group_by = ['rule']")
    config.notify["smtp"]["port"] = 9
    assert run(world, config).failed == 1
    assert world.ask("SELECT sum(attempts) FROM deliveries") == [1]
    config.notify["smtp"]["port"] = post.port
    hurry(world)
    assert run(world, config).sent == 6


def test_mail_that_nobody_takes_is_given_up(world, configured, post, trusted):
    world.open()
    config = mailing(configured, post, trusted, 'give_up = "0s"')
    post.answers.append("451 later")
    run(world, config)
    assert world.ask("SELECT state FROM deliveries") == ["dead"]


def test_the_end_is_mailed_only_after_the_beginning(world, configured, post, trusted):
    config = mailing(configured, post, trusted)
    alert = world.open()
    post.answers += ["451 later"] * 2
    run(world, config)
    world.set(alert, condition="recovered")
    hurry(world)
    run(world, config)
    assert post.mails == []
    for _ in range(3):
        hurry(world)
        run(world, config)
    assert [("recovered" in mail["Subject"]) for mail in post.messages] == [False, True]


@pytest.mark.parametrize("place", ["rule", "field", "value"])
def test_what_a_log_says_is_only_shown(world, configured, post, trusted, place):
    words = {"rule": "brute", "field": "source.ip", "value": "192.0.2.1"} | {place: HOSTILE}
    world.open(words["rule"], **{words["field"]: words["value"]})
    run(world, mailing(configured, post, trusted))
    (mail,) = post.messages
    assert "Bcc" not in mail
    assert "<script" not in text(mail, "html").lower()
    assert "\x1b" not in text(mail) + text(mail, "html") + mail["Subject"]
    assert not any(line.startswith("Bcc:") for line in text(mail).splitlines())


def test_mail_reaches_for_nothing(world, configured, post, trusted):
    world.open(**{"url.path": 'https://evil.example.com/x.png" onload="x'})
    run(world, mailing(configured, post, trusted))
    html = text(post.messages[0], "html")
    assert not any(word in html for word in ("<a ", "<img", "<link", "url(", "<form", ' onload="'))


def test_what_a_log_says_is_no_link(world, configured, post, trusted):
    """Mail programs make links of bare URLs, in plain text and in HTML."""
    world.open(
        **{"url.path": "hxxps https://evil.example.com/ www.evil.example.com WWW.evil.example"}
    )
    run(world, mailing(configured, post, trusted))
    (mail,) = post.messages
    for shown in (mail["Subject"], text(mail), text(mail, "html")):
        assert "evil.example.com" in shown
        assert "://" not in shown
        assert "www." not in shown.lower()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("site:http://evil.example.com/p", "site:http*//evil.example.com/p"),
        ('"ab://c"', '"ab[:]//c"'),
    ],
)
def test_a_command_is_no_link_and_finds_the_same_where_it_can(asked, shown):
    assert content._inert(asked) == shown


def test_what_all_alerts_of_a_message_have_come_to_is_in_its_subject(
    world, configured, post, trusted
):
    for rule in ("brute", "spray"):
        world.open(rule)
    config = mailing(configured, post, trusted)
    config.notify["to"][0]["after"] = "30m"
    run(world, config)
    hurry(world)
    run(world, config)
    (mail,) = post.messages
    assert "not acknowledged: 2 alerts, worst high" in mail["Subject"]


@pytest.mark.parametrize("damage", ["DELETE FROM blocks", "UPDATE blocks SET data = x'00'"])
def test_an_alert_whose_evidence_is_damaged_is_told_all_the_same(
    world, configured, post, trusted, damage
):
    alert = world.open()
    with world.writer.transaction() as connection:
        connection.execute(
            "INSERT INTO blocks (first_event, events, source, first_ts, last_ts, first_offset, "
            "size, sha256, spans, data) VALUES (1, 1, 1, 0, 0, 0, 1, x'', x'', x'')"
        )
        connection.execute("INSERT INTO facts (id, second, stem) VALUES (1, 0, 1)")
        connection.execute(damage)
        connection.execute(
            "INSERT INTO hits (grp, ts, slot, event, n) SELECT grp, 0, 0, 1, 1 FROM alerts "
            "WHERE id = ?",
            (alert,),
        )
    assert run(world, mailing(configured, post, trusted)).sent == 1
    assert "cannot be read" in text(post.messages[0])


def test_one_message_holds_what_came_together(world, configured, post, trusted):
    for number in range(25):
        world.open(n=str(number))
    run(world, mailing(configured, post, trusted))
    (mail,) = post.messages
    assert "25 alerts, worst high" in mail["Subject"]
    assert text(mail).count("Open it on web1") == 10
    assert "And 15 more alerts" in text(mail)


@pytest.mark.slow
def test_a_storm_gives_the_configured_mails_and_one_digest(world, configured, post, trusted):
    many = 100_000
    config = mailing(configured, post, trusted, "per_hour = 5\ngroup_by = ['alert']")
    with world.writer.transaction() as connection:
        connection.execute(
            "INSERT INTO rules (uuid, hash, active, title, severity, spec) VALUES "
            "('a', '', 1, 'A', 'high', '{}'), ('b', '', 1, 'B', 'low', '{}')"
        )
        connection.execute("INSERT INTO groups (rule, key) VALUES (1, '{}')")
        connection.executemany(
            "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence) VALUES (?, 1, ?, 0, 0, 0, 1, 1, 0)",
            ((1 + n % 2, "high" if n % 3 else "critical") for n in range(many)),
        )
    run(world, config)
    assert run(world, config) == Outcome(0, 0, {})
    *single, digest = post.messages
    assert len(single) == 5
    told = [line.split()[0] for line in text(digest).splitlines() if line.endswith(("  A", "  B"))]
    assert sum(int(count.replace(",", "")) for count in told) == many - 5
    assert f"you were told of 5; together that is {many:,}" in " ".join(text(digest).split())
    assert world.ask("SELECT sum(alerts) FROM messages") == [many]


def test_what_several_rules_see_of_one_address_is_one_message(world, configured, post, trusted):
    for rule in ("brute", "fast", "spray"):
        world.open(rule, "high", **{"source.ip": "203.0.113.7"})
    run(world, mailing(configured, post, trusted))
    (mail,) = post.messages
    assert "3 alerts, worst high: Brute and 2 more rules (203.0.113.7)" in mail["Subject"]


def test_a_file_gets_the_same_for_programs(world, configured, tmp_path):
    alert = world.open(**{"source.ip": "203.0.113.7"})
    run(world, configured('[[notify.to]]\nname = "log"\nfile = "alerts.jsonl"\n'))
    said = json.loads((tmp_path / "alerts.jsonl").read_text())
    (found,) = said["alerts"]
    assert (found["id"], found["group"]) == (alert, {"source.ip": "203.0.113.7"})
    assert (said["version"], said["total"], said["severity"]) == (1, 1, "high")


def test_a_program_is_told_of_many_in_full_and_the_counts_add_up(world, configured, tmp_path):
    for number in range(230):
        world.open(n=str(number))
    run(world, configured('[[notify.to]]\nname = "log"\nfile = "alerts.jsonl"\n'))
    said = json.loads((tmp_path / "alerts.jsonl").read_text())
    assert len(said["alerts"]) == 200
    assert said["rest"] == [{"severity": "high", "title": "Brute", "alerts": 30, "events": 150}]


class _Slow(Handler):
    """Takes a mail after a while."""

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        """Think it over first."""
        await asyncio.sleep(0.3)
        return await super().handle_DATA(server, session, envelope)


def test_a_run_leaves_to_the_next_what_a_slow_server_keeps_it_from(world, configured, trusted):
    """Otherwise a run a minute would be one process more a minute."""
    for number in range(5):
        world.open(severity="critical", n=str(number))
    with server(trusted.context("localhost"), handle=_Slow) as post:
        config = mailing(configured, post, trusted)
        first = tell(world.writer.path, config, seconds=0.5)
        assert 0 < first.sent < 5
        assert world.ask("SELECT count(*) FROM deliveries WHERE state = 'sending'") == [0]
        second = tell(world.writer.path, config)
    assert first.sent + second.sent == len(post.mails) == 5


def test_an_import_sends_for_so_long_only(world, configured, post, trusted, monkeypatch):
    world.open()
    config = mailing(configured, post, trusted)
    sent = []
    for seconds in (0.0, 60.0):
        monkeypatch.setattr(afterwards, "SECONDS", seconds)
        with Writer(world.writer.path) as writer:
            summary = Summary()
            Afterwards(writer, config, is_silent=False, stop=lambda: False).tell(summary)
        sent.append((summary.notifications_sent, len(post.mails)))
    assert sent == [(0, 0), (1, 1)]


def test_two_runs_at_once_stay_within_the_limit(world, configured, post, trusted, monkeypatch):
    """The other one looked before the worse alerts were there, and is quicker."""
    config = mailing(configured, post, trusted, 'group_by = ["alert"]\nper_hour = 2')
    for severity in ("medium", "medium", "high", "high"):
        world.open(severity=severity)
    write, others = running._message, [True]

    def slowly(*given):
        if others.pop() if others else False:
            world.do("UPDATE notices SET due = due * 2 WHERE alert > 2")
            assert run(world, config).sent == 2
            world.do("UPDATE notices SET due = due / 2 WHERE alert > 2")
        return write(*given)

    monkeypatch.setattr(running, "_message", slowly)
    run(world, config)
    kinds = world.ask("SELECT kind FROM messages ORDER BY id")
    assert kinds == ["alerts", "alerts", "digest"]
    assert world.ask("SELECT sum(alerts) FROM messages") == [4]


def test_somebody_who_writes_meanwhile_is_not_kept_waiting(world, configured, post, trusted):
    import threading

    waits: list[float] = []

    def write() -> None:
        other = sqlite3.connect(world.writer.path, timeout=5)
        other.execute("UPDATE alerts SET assignee = 'ann'")
        other.commit()
        other.close()
        waits.append(len(post.mails))

    world.open()
    config = mailing(configured, post, trusted)
    original = post.answers

    class Slow(list):  # type: ignore[type-arg]
        def pop(self, _index: int = 0) -> str:  # type: ignore[override]
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
            self.clear()
            return "250 taken"

    post.answers = Slow(["slow"])
    run(world, config)
    assert original == []
    assert waits == [0]


def test_mail_is_not_clipped_however_much_a_log_says(world, configured, post, trusted):
    for number in range(60):
        world.open(
            f"rule {number}" + '"<&' * 900, "high", **{"url.path": f"{number}" + '"<' * 9000}
        )
    run(world, mailing(configured, post, trusted, "group_by = []"))
    (mail,) = post.messages
    assert len(text(mail, "html")) < 90_000
