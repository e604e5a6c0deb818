"""What reaches a real terminal: nothing of a log acts on it, and it is left as it was found."""

import os
import re
import signal
import sys

import pytest

from store.database.connection import Writer, create
from store.model import Kind, Outcome, Parse
from tests.app.tui.database import Builder, record
from tests.app.tui.terminal import Terminal, terminal

PAYLOADS = (
    "\x1b]52;c;UFdORUQ=\x1b\\",
    "\x1b]52;c;UFdORUQ=\x07",
    "\x1b[2J\x1b[H",
    "\x1b]0;owned\x07",
    "\x1b]8;;https://example.com/owned\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x9b31m \x9d52;c;UFdORUQ=\x9c \x90x\x9c",
    "bell\x07 nul\x00 del\x7f so\x0e si\x0f",
    "\u202egnp.exe \u2066x\u2069 zwj\u200d end",
    "[/red] [bold red]x[/] [@click=app.quit]x[/] [link=https://example.com]x[/link] [/nope]",
    "\\[ [[ ]] {x} %s $x :smile:",
    "lone \udcff surrogate \udc9b2J",
    "carriage\rreturn\nfeed\ttab\x0bvt\x0cff\x85nel\u2028ls",
)

_RUN = """
import sys
from pathlib import Path
from app.tui import BlotterApp
words = sys.argv[2:] or None
sys.exit(BlotterApp(Path(sys.argv[1]), import_command=words).run())
"""

_COMPLAIN = "import sys; sys.stderr.write('\\x1b]0;owned\\x07 [/red] \\x9b2J'); sys.exit(1)"

_SEQUENCE = re.compile(
    rb"\x1b\[[0-9;]*m"  # colours
    rb"|\x1b\[\d+;\d+H|\x1b\[H"  # the cursor's place
    rb"|\x1b\[\?(7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"
    rb"|\x1b\[\?(2026|2048)\$p"  # asks what the terminal can do
    rb"|\x1b\[[<>][0-9;]*u"  # keyboard protocol
    rb"|\x1b\]22;default\x07"  # the mouse pointer's shape
)
_FOREIGN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]"
)


def foreign(sent: bytes) -> list[str]:
    """What is left of the output that is neither text nor a sequence the app sends itself."""
    return _FOREIGN.findall(_SEQUENCE.sub(b"", sent).decode("utf-8"))


def _storable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_PASTED = re.sub("[\x1b\r\n]", "", " ".join(map(_storable, PAYLOADS)))
"""Terminals take the escape characters out of what is pasted, and no others."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Hostile text in every column that a screen shows."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    create(path)
    with Writer(path) as writer, writer.transaction() as connection:
        builder = Builder(connection)
        found = []
        for number, payload in enumerate(PAYLOADS):
            text = _storable(payload)
            kind = Kind(text, Parse.FULL, text, text, Outcome.FAILURE, text, text, code=text)
            one = record(number, payload, kind, text, text)
            fields = {**one.fields, "message": text, "host.name": text, f"x.{text}": text}
            found.append(one._replace(fields=fields))
        builder.events(found)
        for number, payload in enumerate(PAYLOADS, 1):
            text = _storable(payload)
            builder.alert(text, "high", {f"source.ip{text}": text, "user.name": text}, [number])
        connection.execute("UPDATE sources SET path = ?", (_storable(PAYLOADS[0]),))
    return path


_ACTIVE = [*PAYLOADS[:9], PAYLOADS[12]]


@pytest.mark.parametrize("payload", _ACTIVE, ids=repr)
def test_this_test_would_notice(payload):
    assert foreign(_storable(payload).encode())


def _is_clean(screen: Terminal) -> bool:
    """Quit, and look at every byte there was."""
    os.write(screen.descriptor, b"\x11")
    return screen.end() == 0 and not foreign(bytes(screen.sent))


def test_no_byte_of_an_alert_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile), sys.executable, "-c", _COMPLAIN) as screen:
        screen.wait_for("13 alerts")
        screen.wait_for("import: ␛]0;owned␇")
        for _ in PAYLOADS[1:]:
            screen.type("j", "▌")
        screen.type("o", "record ")
        screen.type("o", "x")
        screen.type("q", "[1 Alerts]")
        screen.type("e", "Insufficient data")
        screen.type("4", "u takes it back")
        screen.type("u", "taken back")
        screen.type("p", "[4 Events]")
        screen.type("q", "[1 Alerts]")
        assert _is_clean(screen)


def test_no_byte_of_a_record_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile)) as screen:
        screen.wait_for("13 alerts")
        screen.type("4", "13 records")
        for _ in PAYLOADS[1:]:
            screen.type("j", "▌")
        screen.type("\r", "log.file.path")
        for _ in range(6):
            screen.type("K", "record ")
        screen.type("jjjjjjjj+", "[4 Events]")
        screen.type("?", "Keys on Events")
        screen.type("q", "[4 Events]")
        screen.type("2", "[2 Top]")
        for _ in range(6):
            screen.type("b", "first")
        screen.type("\r", "[4 Events]")
        screen.type("3", "[3 Live]")
        assert _is_clean(screen)


def test_no_byte_that_is_typed_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile)) as screen:
        screen.wait_for("13 alerts")
        screen.type("3", "[3 Live]")
        screen.type("/", " ")
        screen.paste(_PASTED)
        screen.type("\r", "Waiting for new lines")
        screen.type("/", " ")
        screen.paste(" usr:" + PAYLOADS[-3])
        screen.type("\r", "unknown key")
        screen.escape()
        screen.type(":", "Search")
        screen.paste(_PASTED)
        screen.escape()
        assert _is_clean(screen)


_BREAK = """
import sys
from pathlib import Path
from app.tui import BlotterApp
class Broken(BlotterApp):
    def on_key(self):
        raise RuntimeError("\\x1b]0;owned\\x07 \\x9b2J [/red]")
class Leaving(BlotterApp):
    def on_key(self):
        self.exit(3, message="\\x1b]0;owned\\x07 \\x9b2J [/red]")
kind = {"broken": Broken, "leaving": Leaving}[sys.argv[2]]
app = kind(Path(sys.argv[1]))
app.run()
sys.exit(app.return_code)
"""


@pytest.mark.parametrize("how", ["broken", "leaving"])
def test_what_is_printed_when_the_app_ends_is_clean_too(built, how):
    with terminal(_BREAK, str(built), how) as screen:
        screen.wait_for("3 alerts")
        screen.type("y", "␛]0;owned")
        screen.end()
        assert foreign(bytes(screen.sent)) in ([], ["\x07"])  # a bell when it breaks
        assert b"\x1b[?1049l" in screen.sent


def test_keys_that_arrive_together_go_where_each_of_them_should(database):
    with terminal(_RUN, str(database)) as screen:
        screen.wait_for("3 alerts")
        screen.type("/user:nobody\r", "No alert matches")
        screen.type("q", "3 alerts")
        screen.type("je4", "closed alert 2 as false-positive")
        screen.type("g\r", "alert:1")
        screen.type("?jjq\rjjJKq", "[4 Events]")
        screen.type("1eqejq", "[1 Alerts]")


def test_asked_to_end_it_leaves_the_terminal_as_it_was(built):
    with terminal(_RUN, str(built)) as screen:
        screen.wait_for("3 alerts")
        os.kill(screen.process, signal.SIGTERM)
        assert screen.end() == 128 + signal.SIGTERM
        assert b"\x1b[?1049l" in screen.sent
        assert b"\x1b[?1003l" in screen.sent


def test_when_the_line_drops_it_ends(built):
    with terminal(_RUN, str(built)) as screen:
        screen.wait_for("3 alerts")
        os.kill(screen.process, signal.SIGHUP)
        assert screen.end() == 128 + signal.SIGHUP


@pytest.mark.parametrize("environment", [{"TERM": "vt100", "COLORTERM": ""}, {"NO_COLOR": "1"}])
def test_it_works_without_colour(built, environment):
    with terminal(_RUN, str(built), **environment) as screen:
        screen.wait_for("▲ high")
        screen.type("j", "▌▲ high")
        screen.type("\r", "alert:2")
        os.write(screen.descriptor, b"qq")
        assert screen.end() == 0


def test_no_byte_of_a_page_or_what_stands_around_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile)) as screen:
        screen.wait_for("13 alerts")
        screen.type("4", "13 records")
        for _ in PAYLOADS[1:]:
            screen.type("i", "2 Sessions")
            for part in ("3 Alerts", "4 Occurs with", "5 Newest records"):
                screen.type("\t", part)
            screen.settle()
            screen.type("q", "[4 Events]")
            screen.type("a", "1 In its file")
            screen.type("\t", "2 The same address")
            screen.type("\t", "3 The same user")
            screen.settle()
            screen.type("q", "[4 Events]")
            screen.type("j", "▌")
        assert _is_clean(screen)


def test_no_byte_of_an_explanation_or_a_place_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile)) as screen:
        screen.wait_for("13 alerts")
        screen.type("4", "13 records")
        for _ in range(4):
            screen.type("x", "Rules that match")
            os.write(screen.descriptor, b"  ")
            screen.settle()
            screen.type("q", "[4 Events]")
            screen.type("j+", "[4 Events]")
            screen.settle()
            screen.type("B", "go there")
            screen.settle()
            screen.type("qq", "13 records")
        screen.type("1", "[1 Alerts]")
        screen.type("+", "rule-1")
        screen.type("q", "[1 Alerts]")
        assert _is_clean(screen)


def test_no_byte_of_what_is_offered_acts_on_the_terminal(hostile):
    with terminal(_RUN, str(hostile)) as screen:
        screen.wait_for("13 alerts")
        for key in ("user", "host", "ip", "action", "rule", "source", "group"):
            screen.type(f"/{key}:", "Tab ")
            for _ in range(4):
                os.write(screen.descriptor, b"\t")
                screen.settle()
            screen.escape()
        assert _is_clean(screen)
