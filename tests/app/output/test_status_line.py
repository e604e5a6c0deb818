"""The line that says how far something is."""

import time

import pytest

from app.output.status_line import StatusLine


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that shows its last item."""
    shown = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: shown[-1])
    return shown


def test_it_is_drawn_in_its_own_place(capsys: pytest.CaptureFixture[str]) -> None:
    line = StatusLine()
    line.show("one")
    line.show("two")
    assert capsys.readouterr() == ("", "\r\x1b[Kone\r\x1b[Ktwo")


def test_it_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    line = StatusLine()
    line.show("one")
    line.clear()
    assert capsys.readouterr().err.endswith("one\r\x1b[K")


def test_what_was_not_drawn_is_not_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    StatusLine().clear()
    assert capsys.readouterr().err == ""


def test_it_cannot_talk_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    StatusLine().show("a\x1b]52;c;x\n")
    assert capsys.readouterr().err == "\r\x1b[Ka␛]52;c;x␊"


def test_it_never_wraps(capsys: pytest.CaptureFixture[str]) -> None:
    StatusLine().show("x" * 200)
    assert capsys.readouterr().err.count("x") < 80


def test_it_is_drawn_only_once_it_takes_long(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    line = StatusLine(patience=1.0, rest=0.2)
    for moment in (0.9, 1.0, 1.1, 1.25):
        clock.append(moment)
        line.show(str(moment))
    assert capsys.readouterr().err == "\r\x1b[K1.0\r\x1b[K1.25"
