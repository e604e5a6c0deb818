"""Which formats there are, and which of them a source is in."""

import pkgutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import FormatError
from store.formats import builtin
from store.formats.interface import Format
from store.formats.registry import HEAD, detect, files, formats, named, problems, scores
from tests.corpus.fixtures import fixtures
from tests.store.formats.own.making import GATE, write

ALL = list(formats().values())
POEM = b"roses are red\nviolets are blue\n"


def called(log: Format) -> str:
    """What a test is called."""
    return log.name


def test_every_module_gives_a_format():
    modules = [module.name for module in pkgutil.iter_modules(builtin.__path__)]
    assert len(formats()) == len(modules) > 0


def test_formats_go_by_their_names_in_order():
    assert list(formats()) == sorted(each.name for each in ALL)
    assert all(name == each.name for name, each in formats().items())


@pytest.mark.parametrize("log", ALL, ids=called)
def test_a_format_is_told_by_its_own_lines(log):
    assert detect(log.sample) is log


@pytest.mark.parametrize("log", ALL, ids=called)
def test_a_format_fits_its_own_lines_best(log):
    found = scores(log.sample)
    assert next(iter(found.items())) == (log.name, 1.0)


@pytest.mark.parametrize(
    "log", [each for each in ALL if each.dataset != "windows.eventlog"], ids=called
)
def test_strange_lines_between_do_not_hide_a_format(log):
    assert detect(POEM + log.sample + POEM) is log


@pytest.mark.parametrize("head", [b"", b"\n\n", POEM, b"\0" * 512, bytes(range(256))])
def test_what_fits_no_format_has_none(head):
    assert detect(head) is None


@pytest.mark.parametrize("name", ["apache.access", "system.auth"])
def test_where_a_usual_format_fits_every_line_no_other_does(name):
    heads = [case.data[:HEAD] for case in fixtures()] + [log.sample for log in ALL]
    found = [each for each in map(scores, heads) if each[name] == 1]
    assert len(found) > 10
    assert all(list(each.values())[1] < 1 for each in found)


def test_a_log_in_a_usual_format_needs_no_module_of_another():
    code = (
        "import sys; from store.formats import registry; from store.formats.builtin import "
        "apache_access as usual; assert registry.detect(usual.FORMAT.sample) is usual.FORMAT; "
        "print(sum('store.formats.windows' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_a_few_lines_do_not_make_a_format():
    log = formats()["apache.access"]
    line = log.sample.splitlines(keepends=True)[0]
    assert detect(POEM + line) is log
    assert detect(POEM * 10 + line) is None


@given(st.binary(max_size=400))
def test_scores_are_shares_and_fall(head):
    found = list(scores(head).values())
    assert len(found) == len(ALL)
    assert found == sorted(found, reverse=True)
    assert all(0 <= score <= 1 for score in found)


LINE = b"2026-03-05T09:14:07Z login kim 192.0.2.10 denied\n"
ACCESS = formats()["apache.access"].sample


def test_a_users_format_is_among_them(tmp_path):
    path = write(tmp_path, GATE)
    found = formats((tmp_path,))
    assert list(found) == sorted([*formats(), "acme.gate"])
    assert files((tmp_path,)) == {"acme.gate": str(path)}


def test_a_users_format_is_told_by_its_lines(tmp_path):
    write(tmp_path, GATE)
    found = detect(POEM + LINE, (tmp_path,))
    assert found is not None
    assert found.name == "acme.gate"
    assert next(iter(scores(LINE * 3, (tmp_path,)).items())) == ("acme.gate", 1.0)


def test_a_users_format_does_not_take_the_logs_of_others(tmp_path):
    write(tmp_path, GATE)
    found = [detect(log.sample, (tmp_path,)) for log in ALL]
    assert found == ALL


def test_a_users_format_wins_over_a_built_in_one_that_fits_as_well(tmp_path):
    pattern = {"name": "any", "regex": "(?<message>.*)"}
    sample = {"line": "x"}
    write(tmp_path, {"name": "a.any", "patterns": [pattern], "samples": [sample]})
    found = detect(ACCESS, (tmp_path,))
    assert found is not None
    assert found.name == "a.any"


def test_a_built_in_name_cannot_be_taken(tmp_path):
    write(tmp_path, GATE | {"name": "apache.access"})
    assert formats((tmp_path,)) == formats()
    assert [each.message for each in problems((tmp_path,))] == [
        "'apache.access' is a built-in format"
    ]


def test_a_file_that_is_wrong_does_not_hide_others(tmp_path):
    write(tmp_path, GATE, "good.yml")
    write(tmp_path, "name: [", "bad.yml")
    assert "acme.gate" in formats((tmp_path,))
    assert [each.location.path for each in problems((tmp_path,))] == [str(tmp_path / "bad.yml")]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    assert len(problems((tmp_path / "none",))) == 1


def test_a_name(tmp_path):
    write(tmp_path, GATE)
    assert named("acme.gate", (tmp_path,)).name == "acme.gate"
    assert named("apache.access") is formats()["apache.access"]


def test_a_logformat_string():
    assert named('%h %l %u %t "%r" %>s %b').dataset == "apache.access"


@pytest.mark.parametrize("name", ["combined", "vhost_combined", "ssl_request_log"])
def test_a_name_of_apaches_own_configuration(name):
    assert (named(name).name, named(name).dataset) == (name, "apache.access")


def test_a_whole_line_of_a_configuration():
    said = r'LogFormat "%h %l %u %t \"%r\" %>s %b" common'
    assert named(said).dataset == "apache.access"


def test_a_name_that_is_nearly_one_of_apaches():
    with pytest.raises(FormatError, match=r"did you mean 'vhost_combined'"):
        named("vhost_combine")


SYSLOG_ERRORS = b"""\
Mar  5 06:25:09 web1 apache2[811]: [core:error] [pid 811] [client 192.0.2.7:40112] AH00126: \
Invalid URI in request GET /../../etc/passwd HTTP/1.1
Mar  5 06:25:10 web1 apache2[811]: [auth_basic:error] [pid 811] [client 192.0.2.7:40113] AH01617: \
user admin: authentication failure for "/admin": Password Mismatch
"""
SYSLOG_ACCESS = b"""\
Mar  5 06:25:09 web1 httpd[811]: 192.0.2.7 - - [05/Mar/2026:06:25:09 +0000] "GET / HTTP/1.1" 200 5
Mar  5 06:25:10 web1 httpd[811]: 192.0.2.8 - - [05/Mar/2026:06:25:10 +0000] "GET /a HTTP/1.1" 404 5
"""
SYSLOG_AUTH = b"""\
Mar  5 06:25:09 web1 sshd[411]: Invalid user [core:error] from 192.0.2.7 port 40112
Mar  5 06:25:10 web1 sshd[411]: Failed password for invalid user apache2 from 192.0.2.7 port 40112
"""


@pytest.mark.parametrize(
    ("head", "name"),
    [
        pytest.param(SYSLOG_ERRORS, "apache.error", id="error lines through syslog"),
        pytest.param(SYSLOG_ACCESS, "apache.access", id="access lines through syslog"),
        pytest.param(SYSLOG_AUTH, "system.auth", id="a client that speaks of Apache"),
        pytest.param(SYSLOG_AUTH * 3 + SYSLOG_ERRORS, "system.auth", id="mostly logins"),
    ],
)
def test_what_came_through_syslog_is_told_by_who_wrote_it(head, name):
    found = detect(head)
    assert found is not None
    assert found.name == name


def test_a_name_that_is_none():
    with pytest.raises(
        FormatError, match=r"no format 'apache.acces'; did you mean 'apache.access'"
    ):
        named("apache.acces")


def test_without_formats_of_their_own_nobody_pays_for_yaml(tmp_path):
    code = (
        "import sys; from pathlib import Path; from store.formats.registry import formats; "
        "formats((Path(sys.argv[1]),)); print({'yaml', 'regex'} & sys.modules.keys())"
    )
    words = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(words, capture_output=True, check=True, text=True).stdout == "set()\n"
