"""Patterns of paths, and the hosts whose logs lie where they match."""

import os
from pathlib import Path

import pytest

from store.importing.places.templates import HostTemplate


@pytest.mark.parametrize(
    ("template", "path", "host"),
    [
        ("/logs/{host}", "/logs/web1/a.log", "web1"),
        ("/logs/{host}", "/logs/web1", "web1"),
        ("/logs/{host}/", "/logs/web1/deep/down/a.log", "web1"),
        ("/logs/{host}/*.log", "/logs/web1/a.log", "web1"),
        ("/logs/{host}/*.log", "/logs/web1/a.txt", None),
        ("/logs/{host}/**/*.log", "/logs/web1/a.log", "web1"),
        ("/logs/{host}/**/*.log", "/logs/web1/x/y/a.log", "web1"),
        ("/logs/**/{host}/auth.log", "/logs/x/y/web1/auth.log", "web1"),
        ("/logs/{host}-access.log", "/logs/web-1-access.log", "web-1"),
        ("/logs/{host}-access.log", "/logs/-access.log", None),
        ("/logs/?/{host}", "/logs/a/web1/b", "web1"),
        ("/logs/[ab]/{host}", "/logs/c/web1/b", None),
        ("/logs/{host}", "/other/web1/a.log", None),
        ("/logs/{host}", "/logs", None),
        ("/logs/{host}", "/logs/../logs/web1/a", "web1"),
        ("/logs/{host}", "/logs/a\x1b[31m/a", "a␛[31m"),
        ("/logs/{host}", "/logs/" + "h" * 255 + "/a", "h" * 253),
        ("/logs/{host}", "/logs/a\nb/a", "a␊b"),
    ],
)
def test_the_path_says_the_host(template, path, host):
    assert HostTemplate(template).host_of(Path(path)) == host


def test_a_host_that_is_not_utf_8_is_written_out():
    assert HostTemplate("/l/{host}").host_of(Path(os.fsdecode(b"/l/a\xff/b"))) == r"a\xff"


@pytest.mark.parametrize(
    "text", ["/logs", "/{host}/{host}", "{host}", "logs/{host}", "/{host}/{x}"]
)
def test_what_is_no_template_is_refused(text):
    with pytest.raises(ValueError, match="has to"):
        HostTemplate(text)


def test_the_pattern_finds_what_the_template_speaks_of():
    assert HostTemplate("/logs/{host}/**/*.log").pattern == "/logs/*/**/*.log"
