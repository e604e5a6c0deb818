"""Lines of web servers that came through syslog, told from those of other programs."""

import pytest

from store.formats.apache.through_syslog import is_of_web_server
from store.formats.builtin.apache_error import FORMAT

OLD = "Mar  9 05:00:00 web1 httpd[22034]: "
NEW = "2025-03-09T06:00:00.123456+01:00 web1 apache2[22034]: "
TEXT = "[authz_core:error] [client 192.0.2.1:50229] AH01630: client denied by server configuration"


@pytest.mark.parametrize(
    "line",
    [
        "Mar  9 05:00:00 web1 sshd[7]: Invalid user [core:error] from 192.0.2.1 port 9",
        "Mar  9 05:00:00 web1 sshd[7]: error: PAM: [core:error] for httpd from 192.0.2.1",
        "Mar  9 05:00:00 httpd sshd[7]: x",
        "httpd: [error] x",
        "",
    ],
)
def test_words_of_a_client_make_no_error_line(line):
    assert not is_of_web_server(line.encode())
    assert FORMAT.score(line.encode()) == 0


@pytest.mark.parametrize("line", [OLD + TEXT, NEW + TEXT, "Mar  9 05:00:00 web1 x: " + TEXT])
def test_error_line_is_recognised(line):
    assert is_of_web_server(line.encode())
    assert FORMAT.score((line + "\n").encode() * 3) == 1
