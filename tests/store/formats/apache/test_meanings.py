"""The error log: what messages tell of."""

import pytest

from store.formats.apache.meanings import kind_of, meaning_of
from store.model import Outcome, Parse

KIM = "kim"


@pytest.mark.parametrize(
    ("code", "message", "action", "user"),
    [
        ("AH01617", 'user kim: authentication failure for "/x": Password Mismatch', "login", KIM),
        ("AH01618", "user kim not found: /x", "login", KIM),
        ("AH01790", "user `kim' in realm `x' not found: /", "login", KIM),
        ("AH01792", "user kim: password mismatch: /x", "login", KIM),
        (
            "AH01695",
            "[7] auth_ldap authenticate: user kim authentication failed; URI /",
            "login",
            KIM,
        ),
        ("AH01618", "something new", "login", None),
        ("AH01630", "client denied by server configuration: /srv/x", "access-denied", None),
        ("AH01797", "client denied by server configuration: /srv/x", "access-denied", None),
        ("AH01631", 'user kim: authorization failure for "/x": ', "access-denied", KIM),
        ("AH00128", "File does not exist: /srv/x", "not-found", None),
        ("AH01264", "script not found or unable to stat: /cgi", "not-found", None),
        ("AH01071", "Got error 'Primary script unknown\n'", "not-found", None),
        ("AH00126", "Invalid URI in request GET /..", "malformed-request", None),
        ("AH10244", "invalid URI path (/cgi-bin/.%2e/)", "malformed-request", None),
        ("AH00035", "access to / denied", "error", None),
    ],
)
def test_line_of_2_4(code, message, action, user):
    assert meaning_of(message, code, "error", "core") == (action, user)


@pytest.mark.parametrize(
    ("message", "action", "user"),
    [
        ('user kim: authentication failure for "/x": Password Mismatch', "login", KIM),
        ("user kim not found: /x", "login", KIM),
        ("client denied by server configuration: /srv/x", "access-denied", None),
        ("File does not exist: /srv/x", "not-found", None),
        ("script '/srv/x.php' not found or unable to stat", "not-found", None),
        ("request failed: error reading the headers", "malformed-request", None),
        ("ModSecurity: Access denied with code 403", "waf-block", None),
        ("[client 192.0.2.1] ModSecurity: Warning. Pattern", "waf-block", None),
        ("anything else", "error", None),
    ],
)
def test_line_of_2_2(message, action, user):
    assert meaning_of(message, None, "error", None) == (action, user)


@pytest.mark.parametrize(
    ("message", "user"),
    [
        ("user kim not found: / not found: /", "kim"),
        ("user a b not found: /", "a b"),
        ('user kim: authentication failure for "/": authentication failure for "/x"', "kim"),
        ("user  not found: /", None),
        ("user `kim' in realm `x' not found: /", "kim"),
    ],
)
def test_path_is_no_part_of_the_user(message, user):
    assert meaning_of(message, None, "error", None) == ("login", user)


@pytest.mark.parametrize(
    ("message", "code", "module"),
    [
        ("File does not exist: /user kim not found: /", None, None),
        ("x user kim not found: /", None, None),
        ("user kim not found: /", None, "php"),
        ("user kim not found: /", "AH01215", "cgi"),
    ],
)
def test_client_cannot_write_a_failed_login(message, code, module):
    assert meaning_of(message, code, "error", module).action != "login"


@pytest.mark.parametrize("level", ["notice", "info", "debug", "trace1", "warn", None])
def test_nothing_failed_below_error(level):
    assert meaning_of("ModSecurity: configured", None, level, None).action is None


@pytest.mark.parametrize(
    ("action", "level", "category", "outcome"),
    [
        ("login", "info", "authentication", Outcome.FAILURE),
        ("access-denied", "info", "web", Outcome.FAILURE),
        ("not-found", "info", "web", Outcome.UNKNOWN),
        ("not-found", "error", "web", Outcome.FAILURE),
        ("error", "emerg", "web", Outcome.FAILURE),
        (None, "warn", "web", Outcome.UNKNOWN),
        (None, None, "web", Outcome.UNKNOWN),
    ],
)
def test_kind(action, level, category, outcome):
    kind = kind_of(level, "core", None, action, Parse.FULL)
    assert (kind.category, kind.outcome, kind.action) == (category, outcome, action)


def test_basic_user_cannot_pass_for_a_digest_one():
    message = "user `kim' in realm x not found: /"
    assert meaning_of(message, "AH01618", "error", "auth_basic").user == "`kim' in realm x"
