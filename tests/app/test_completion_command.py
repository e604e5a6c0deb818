"""What a shell completes, and the manual page."""

import subprocess
from pathlib import Path

import pytest

from app.cli import blotter
from app.importing.importing_command import import_command


def _completed(tmp_path: Path, *words: str) -> set[str]:
    """What bash is told to offer for the last of some words."""
    surroundings = {
        "PATH": "/usr/bin:/bin",
        "_BLOTTER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["blotter", *words]),
        "COMP_CWORD": str(len(words)),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        import_command([]), env=surroundings, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["al"], {"plain,alerts", "file,al"}),
        (["alerts", "sh"], {"plain,show"}),
        (["--import"], {"plain,--import-only"}),
        (["events", "--form"], {"plain,--format"}),
        (["events", "--format", "e"], {"plain,ecs"}),
        (["backup", "x"], {"file,x"}),
        (["completion", "z"], {"plain,zsh"}),
    ],
)
def test_what_is_offered(tmp_path, words, offered):
    assert _completed(tmp_path, *words) >= offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_a_script(runner, shell):
    ran = runner.bare(blotter, "completion", shell)
    assert ran.code == 0
    assert "_BLOTTER_COMPLETE" in ran.out.decode()


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="no bash here")
def test_bash_takes_its_script(runner):
    script = runner.bare(blotter, "completion", "bash").out
    done = subprocess.run(["/bin/bash", "-n"], input=script, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture
def page(runner) -> bytes:
    ran = runner.bare(blotter, "man")
    assert ran.code == 0
    out: bytes = ran.out
    return out


def test_the_manual_names_every_command_and_option(page):
    context = blotter.make_context("blotter", ["--help-not-asked"], resilient_parsing=True)
    text = page.decode().replace("\\-", "-")
    for name in blotter.list_commands(context):
        assert f'.SS "blotter {name} ' in text
    assert "--exit-on-alerts" in text


@pytest.mark.skipif(not Path("/usr/bin/man").exists(), reason="no man here")
def test_man_takes_the_page_without_a_warning(page):
    words = ["/usr/bin/man", "--warnings=all", "-E", "UTF-8", "-l", "-"]
    done = subprocess.run(words, input=page, capture_output=True, check=False)
    assert done.stderr == b""
    drawn = done.stdout.decode()
    assert "blotter prune" in drawn
    assert "blotter prune --older-than 90d --archive /srv/archive --yes --quiet" in drawn


def test_nothing_in_the_page_is_a_request_by_accident(page):
    requests = {line.split()[0] for line in page.decode().splitlines() if line.startswith(".")}
    assert requests <= {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".br", ".nf", ".fi"}
