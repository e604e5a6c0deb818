"""`blotter export`: every form, read back by a reader of its own kind."""

import csv
import io
import json
import stat
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import stix2
from markdown_it import MarkdownIt
from pyarrow import parquet
from stix2patterns.validator import validate

from app.commands.alerts import COMMAND as ALERTS
from app.commands.events import COMMAND as EVENTS
from app.commands.export import COMMAND
from app.diagnostics import ExitCode
from app.exporting import alert_forms, event_forms
from store.exporting.columns import KEYS
from tests.app.running import Ran, Runner
from tests.store.queries.scene import START

SECRETS = ("192.0.2.", "2001:db8::1", "scanner.example", "root", "Alice")


def exported(runner: Runner, *words: str) -> bytes:
    ran = runner(COMMAND, *words)
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    return ran.out


def objects(ran: Ran | bytes) -> list[dict[str, object]]:
    text = ran if isinstance(ran, bytes) else ran.out
    return [json.loads(line) for line in text.splitlines()]


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_events_in_ecs_are_those_of_the_list(runner: Runner) -> None:
    assert exported(runner, "events") == runner(EVENTS, "--format", "ecs").out


def test_a_filter_and_a_limit(runner: Runner) -> None:
    found = objects(exported(runner, "events", "ip:192.0.2.1", "--limit", "1"))
    assert [each["source.ip"] for each in found] == ["192.0.2.1"]


def test_events_in_csv(runner: Runner) -> None:
    found = rows(exported(runner, "events", "--format", "csv"))
    assert len(found) == 12
    assert list(found[0]) == [*KEYS, "other"]


def test_events_in_parquet(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    exported(runner, "events", "--format", "parquet", "-o", str(path))
    table = parquet.read_table(path)
    assert table.column_names == [*KEYS, "other"]
    found = table.to_pylist()
    ecs = objects(exported(runner, "events"))
    for key in ("event.id", "source.ip", "http.response.status_code", "event.time_flags"):
        assert [each[key] for each in found] == [each.get(key) for each in ecs]
    first = found[0]["@timestamp"]
    assert int(first.timestamp()) * 1_000_000 == START
    assert json.loads(found[10]["other"]) == {"winlog.event_data.LogonType": "3"}


def test_events_for_timesketch(runner: Runner) -> None:
    found = rows(exported(runner, "events", "--format", "timesketch"))
    assert {"message", "datetime", "timestamp_desc"} <= set(found[0])
    assert (found[0]["datetime"], found[0]["timestamp"]) == (
        "2026-11-18T11:06:40.000000+00:00",
        str(START),
    )
    assert found[0]["message"] == "192.0.2.1 GET / 200"


def test_alerts_in_ecs(runner: Runner) -> None:
    found = objects(exported(runner, "alerts", "alert:1"))
    assert [(each["rule.name"], each["event.severity"], each["source.ip"]) for each in found] == [
        ("Brute force", 73, "192.0.2.9")
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_alerts_have_the_keys_of_the_list(runner: Runner, tmp_path: Path, form: str) -> None:
    listed = objects(runner(ALERTS, "list", "--format", "json", "--oldest"))
    path = tmp_path / "alerts"
    exported(runner, "alerts", "--format", form, "-o", str(path))
    found = parquet.read_table(path).to_pylist() if form == "parquet" else rows(path.read_bytes())
    assert [list(each) for each in found] == [list(each) for each in listed]
    assert [int(each["id"]) for each in found] == [each["id"] for each in listed]


def test_alerts_in_stix(runner: Runner) -> None:
    bundle = stix2.parse(exported(runner, "alerts", "--format", "stix"), allow_custom=False)
    kinds = [each.type for each in bundle.objects]
    assert kinds.count("indicator") == 3
    assert kinds.count("ipv4-addr") == 3
    assert kinds.count("attack-pattern") == 1
    first = next(
        each for each in bundle.objects if each.type == "indicator" and "2.9'" in each.pattern
    )
    assert first.pattern == "[ipv4-addr:value = '192.0.2.9']"
    assert first.confidence == 75
    address = next(each for each in bundle.objects if each.get("value") == "192.0.2.9")
    assert address.id == stix2.IPv4Address(value="192.0.2.9").id


def test_ids_of_stix_stay(runner: Runner) -> None:
    first, second = (exported(runner, "alerts", "--format", "stix") for _ in range(2))
    assert first == second


def test_patterns_of_stix_hold_for_hostile_names(runner: Runner) -> None:
    bundle = json.loads(exported(runner, "alerts", "--format", "stix"))
    for each in bundle["objects"]:
        if each["type"] == "indicator":
            assert validate(each["pattern"], stix_version="2.1")


def test_a_report_in_markdown(runner: Runner) -> None:
    text = exported(runner, "alerts", "--format", "markdown").decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    titles = [
        tokens[place + 1].content
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in ("h1", "h2", "h3")
    ]
    assert titles == [
        *("Case report", "Summary", "Who", "How", "When", "Alerts"),
        *("2: Odd request", "3: Odd request", "1: Brute force"),
    ]
    fences = [token.content for token in tokens if token.type == "fence"]
    assert "Failed password for root\n" in fences[2]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_report_in_html(runner: Runner) -> None:
    text = exported(runner, "alerts", "--format", "html").decode()
    tags = _Tags()
    tags.feed(text)
    assert tags.open == []
    assert not {"script", "img", "a", "link", "iframe"} & set(tags.opened)
    assert tags.opened.count("h3") == 3
    assert "Failed password for root\n" in tags.text


def test_alerts_in_sigmas_words(runner: Runner) -> None:
    found = json.loads(exported(runner, "alerts", "alert:1", "--format", "sigma-json"))
    assert (found[0]["title"], found[0]["level"]) == ("Brute force", "high")
    assert [each["user.name"] for each in found[0]["documents"]] == ["root", "root", "admin"]


def test_a_layer_for_the_navigator(runner: Runner) -> None:
    found = json.loads(exported(runner, "alerts", "--format", "navigator"))
    assert (found["domain"], found["versions"]["layer"]) == ("enterprise-attack", "4.5")
    assert [(each["techniqueID"], each["score"]) for each in found["techniques"]] == [
        ("T1110.001", 1)
    ]


def test_alerts_for_timesketch(runner: Runner) -> None:
    found = rows(exported(runner, "alerts", "alert:1", "--format", "timesketch"))
    assert [each["timestamp_desc"] for each in found] == ["Alert First Seen", "Alert Last Seen"]
    assert json.loads(found[0]["alert"])["rule.id"] == "rule-brute"


@pytest.mark.parametrize("form", sorted(set(event_forms.FORMS) - {"parquet"}))
def test_redacted_events_name_nobody(runner: Runner, form: str) -> None:
    text = exported(runner, "events", "--redact", "--format", form).decode()
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("form", sorted(set(alert_forms.FORMS) - {"parquet"}))
def test_redacted_alerts_name_nobody(runner: Runner, form: str) -> None:
    text = exported(runner, "alerts", "ip:192.0.2.0/24", "--redact", "--format", form).decode()
    assert not [secret for secret in SECRETS if secret in text]


def test_prefixes_are_kept_where_that_is_wanted(runner: Runner) -> None:
    text = exported(runner, "events", "ip:192.0.2.0/24", "--redact", "--keep-prefixes")
    networks = {str(each["source.ip"]).rpartition(".")[0] for each in objects(text)}
    assert len(networks) == 1


def test_a_file_is_for_its_owner_only(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    exported(runner, "events", "-o", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == exported(runner, "events")


def test_a_link_is_not_followed(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    ran = runner(COMMAND, "events", "-o", str(tmp_path / "link"))
    assert ran.code == ExitCode.CANNOT_CREATE
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("events", "--format", "stix"),
        ("events", "--format", "parquet"),
        ("events", "--keep-prefixes"),
        ("alerts", "severity:loud"),
    ],
)
def test_what_makes_no_sense_is_refused(runner: Runner, words: tuple[str, ...]) -> None:
    assert runner(COMMAND, *words).code == ExitCode.USAGE


def test_without_pyarrow_it_is_said_how_to_get_it(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "events.parquet"
    ran = runner(COMMAND, "events", "--format", "parquet", "-o", str(path))
    assert ran.code == ExitCode.CONFIGURATION
    assert "logblotter[parquet]" in ran.err
    assert not path.exists()
