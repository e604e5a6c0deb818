"""The help of groups: each command's first sentence, to its end."""

import pytest

from app.cli import blotter
from app.diagnostics import run


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("alerts",),
        ("rules",),
        ("notify",),
        ("formats",),
        ("config",),
        ("export",),
        ("searches",),
    ],
)
def test_no_sentence_is_cut(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(blotter, [*words, "--help"]) == 0
    commands = capsys.readouterr().out.partition("Commands:\n")[2]
    assert commands
    assert "..." not in commands
