"""What sshd messages mean."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.syslog.message import Message
from store.formats.syslog.sshd import parse
from store.model import Outcome, Role

IP = "192.0.2.9"
LIAR = "198.51.100.66"


def read(text: str) -> Message:
    """What a message means that must mean something."""
    message = parse(text)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("text", "action", "outcome", "weight", "role"),
    [
        ("Accepted password for amy from IP port 22 ssh2", "login", "success", 1, "verdict"),
        ("Failed password for amy from IP port 22 ssh2", "login", "failure", 1, "verdict"),
        ("Failed keyboard-interactive/pam for invalid user x from IP port 22 ssh2",
         "login", "failure", 1, "verdict"),
        ("Failed publickey for amy from IP port 22 ssh2: RSA SHA256:abc", "login", "failure", 0, None),
        ("Failed none for invalid user x from IP port 22 ssh2", "login", "failure", 0, None),
        ("Postponed publickey for amy from IP port 22 ssh2 [preauth]", "login", "unknown", 0, None),
        ("Partial publickey for amy from IP port 22 ssh2: RSA SHA256:abc", "login", "unknown", 0, None),
        ("Invalid user x from IP", "invalid-user", "failure", 1, "support"),
        ("Invalid user x from IP port 22", "invalid-user", "failure", 1, "support"),
        ("Illegal user x from IP", "invalid-user", "failure", 1, "support"),
        ("User amy from IP not allowed because not listed in AllowUsers",
         "access-denied", "failure", 1, "support"),
        ("ROOT LOGIN REFUSED FROM IP", "access-denied", "failure", 1, "support"),
        ("ROOT LOGIN REFUSED FROM IP port 22 [preauth]", "access-denied", "failure", 1, "support"),
        ("error: PAM: Authentication failure for amy from IP", "login", "failure", 1, "verdict"),
        ("error: PAM: User not known for illegal user x from IP via 192.0.2.1",
         "login", "failure", 1, "verdict"),
        ("error: maximum authentication attempts exceeded for root from IP port 22 ssh2 [preauth]",
         "auth-limit", "failure", 0, None),
        ("error: maximum authentication attempts exceeded for invalid user x from IP port 22 ssh2",
         "auth-limit", "failure", 0, None),
        ("Disconnecting authenticating user amy IP port 22: Too many authentication failures [preauth]",
         "auth-limit", "failure", 0, None),
        ("Disconnecting invalid user x IP port 22: Change of username or service not allowed:"
         " (x,ssh-connection) -> (y,ssh-connection) [preauth]", "connection-aborted", "failure", 0, None),
        ("Disconnecting IP port 22: Packet corrupt", "connection-aborted", "failure", 0, None),
        ("Connection closed by IP [preauth]", "connection-aborted", "failure", 0, None),
        ("Connection closed by IP port 22 [preauth]", "connection-aborted", "failure", 0, None),
        ("Connection closed by authenticating user amy IP port 22 [preauth]",
         "connection-aborted", "failure", 0, None),
        ("Connection closed by authenticatinguser amy IP port 22 [preauth]",
         "connection-aborted", "failure", 0, None),
        ("Connection reset by invalid user  IP port 22 [preauth]", "connection-aborted", "failure", 0, None),
        ("Connection closed by IP port 22", "connection-closed", "unknown", 0, None),
        ("Disconnected from invalid user x IP port 22 [preauth]", "connection-aborted", "failure", 0, None),
        ("Disconnected from user amy IP port 22", "connection-closed", "unknown", 0, None),
        ("Received disconnect from IP: 11: Bye Bye [preauth]", "connection-aborted", "failure", 0, None),
        ("Received disconnect from IP port 22:11: Bye Bye [preauth]",
         "connection-aborted", "failure", 0, None),
        ("error: Received disconnect from IP: 3: x: Auth fail [preauth]",
         "connection-aborted", "failure", 0, None),
        ("Received disconnect from IP port 22:11: disconnected by user",
         "connection-closed", "unknown", 0, None),
        ("Did not receive identification string from IP", "protocol-probe", "failure", 0, None),
        ("Did not receive identification string from IP port 22", "protocol-probe", "failure", 0, None),
        ("Bad protocol version identification 'GET /' from IP port 22",
         "protocol-probe", "failure", 0, None),
        ("banner exchange: Connection from IP port 22: invalid format", "protocol-probe", "failure", 0, None),
        ("Unable to negotiate with IP port 22: no matching cipher found. Their offer: x [preauth]",
         "protocol-probe", "failure", 0, None),
        ("fatal: Unable to negotiate with IP: no matching MAC found.", "protocol-probe", "failure", 0, None),
        ("ssh_dispatch_run_fatal: Connection from IP port 22: message authentication code incorrect",
         "protocol-probe", "failure", 0, None),
        ("ssh_dispatch_run_fatal: Connection from authenticating user amy IP port 22: broken [preauth]",
         "protocol-probe", "failure", 0, None),
        ("fatal: Timeout before authentication for IP port 22", "protocol-probe", "failure", 0, None),
        ("Timeout before authentication for connection from IP to 192.0.2.1, pid = 9",
         "protocol-probe", "failure", 0, None),
        ("drop connection #3 from [IP]:22 on [192.0.2.1]:22 penalty: failed authentication",
         "connection-refused", "failure", 0, None),
        ("refused connect from IP (IP)", "access-denied", "failure", 1, None),
        ("refused connect from host.example.com (IP)", "access-denied", "failure", 1, None),
        ("reverse mapping checking getaddrinfo for h.example.com [IP] failed - POSSIBLE BREAK-IN ATTEMPT!",
         "dns-mismatch", "unknown", 0, None),
        ("Address IP maps to h.example.com, but this does not map back to the address.",
         "dns-mismatch", "unknown", 0, None),
        ("Connection from IP port 22 on 192.0.2.1 port 22", "connection", "unknown", 0, None),
        ('Connection from IP port 22 on 192.0.2.1 port 22 rdomain ""', "connection", "unknown", 0, None),
        ("Starting session: shell on pts/0 for amy from IP port 22 id 0", "session-start", "success", 0, None),
        ("Starting session: command for amy from IP port 22 id 0", "session-start", "success", 0, None),
        ("Close session: user amy from IP port 22 id 0", "session-end", "success", 0, None),
    ],
)  # fmt: skip
def test_a_message_with_an_address(text, action, outcome, weight, role):
    message = read(text.replace("IP", IP))
    assert (message.action, message.outcome, message.weight, message.role) == (
        action, outcome, weight, role,
    )  # fmt: skip
    assert message.fields.get("source.ip") == IP


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("input_userauth_request: invalid user x [preauth]", "invalid-user"),
        ("User amy not allowed because account is locked", "access-denied"),
        ("Access denied for user amy by PAM account configuration [preauth]", "access-denied"),
        ("Disconnecting: Too many authentication failures for root", "auth-limit"),
        ("kex_exchange_identification: Connection closed by remote host", "protocol-probe"),
        ("error: kex_exchange_identification: client sent invalid protocol identifier", "protocol-probe"),
        ("fatal: no matching mac found: client x server y", "protocol-probe"),
        ("Corrupted MAC on input.", "protocol-probe"),
    ],
)
def test_a_message_without_an_address(text, action):
    message = read(text)
    assert message.action == action
    assert not any(key.startswith("source.") for key in message.fields)


@pytest.mark.parametrize(
    "text",
    ["", "Server listening on 0.0.0.0 port 22.", "User child is on pid 9", "Accepted key x found",
     "Failed", "subsystem request for sftp by user amy"],
)  # fmt: skip
def test_other_messages_mean_nothing(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "user"),
    [
        (f"Failed password for amy from {IP} port 22 ssh2", "amy"),
        (f"Failed password for invalid user amy from {IP} port 22 ssh2", "amy"),
        (f"Invalid user amy smith from {IP} port 22", "amy smith"),
        (f"ROOT LOGIN REFUSED FROM {IP}", "root"),
        (f"error: PAM: Authentication failure for illegal user amy from {IP}", "amy"),
        (f"Connection closed by authenticatinguser amy {IP} port 22 [preauth]", "amy"),
        (f"Disconnecting invalid user amy {IP} port 22: Too many authentication failures", "amy"),
        ("Disconnecting: Too many authentication failures for amy [preauth]", "amy"),
        ("input_userauth_request: invalid user amy [preauth]", "amy"),
    ],
)
def test_the_user(text, user):
    assert read(text).fields["user.name"] == user


@pytest.mark.parametrize(
    "text", [f"Invalid user  from {IP}", f"Failed password for invalid user  from {IP} port 22 ssh2"]
)
def test_an_empty_user_is_absent(text):
    message = read(text)
    assert "user.name" not in message.fields
    assert message.fields["source.ip"] == IP


def test_the_port_and_key():
    fields = read(
        f"Accepted publickey for amy from {IP} port 51014 ssh2: ED25519 SHA256:{'a' * 43}"
    ).fields
    assert fields["source.port"] == 51014
    assert fields["sshd.method"] == "publickey"
    assert fields["sshd.key_fingerprint"] == f"SHA256:{'a' * 43}"


@pytest.mark.parametrize(
    ("address", "key", "value"),
    [
        ("2001:db8::1%eth0", "source.ip", "2001:db8::1"),
        ("::ffff:192.0.2.9", "source.ip", "192.0.2.9"),
        ("h.example.com", "source.domain", "h.example.com"),
    ],
)
def test_an_address_has_one_spelling(address, key, value):
    assert read(f"Invalid user x from {address} port 22").fields[key] == value


def test_an_unknown_address_is_absent():
    assert read("Invalid user x from UNKNOWN port 65535").fields == {"user.name": "x"}


@pytest.mark.parametrize(
    "text",
    [
        "Invalid user NAME from IP port 22",
        "Invalid user NAME from IP",
        "Failed password for invalid user NAME from IP port 22 ssh2",
        "Failed publickey for invalid user NAME from IP port 22 ssh2: RSA SHA256:abcdef",
        "Failed password for NAME from IP port 22 ssh2",
        "Connection closed by invalid user NAME IP port 22 [preauth]",
        "Disconnected from invalid user NAME IP port 22 [preauth]",
        "Disconnecting invalid user NAME IP port 22: Too many authentication failures [preauth]",
        "error: maximum authentication attempts exceeded for invalid user NAME from IP port 22 ssh2",
        "error: PAM: Authentication failure for illegal user NAME from IP",
        "Bad protocol version identification 'NAME' from IP port 22",
        "refused connect from NAME (IP)",
        "Unable to negotiate with IP port 22: no matching cipher found. Their offer: NAME [preauth]",
        "Received disconnect from IP port 22:11: NAME [preauth]",
        "Received disconnect from IP: 11: NAME",
        "banner exchange: Connection from IP port 22: NAME",
        "Accepted publickey for amy from IP port 22 ssh2: RSA SHA256:abc, client user \"NAME\"",
        "Failed hostbased for amy from IP port 22 ssh1: ruser NAME",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "name",
    [
        f"from {LIAR}",
        f"x from {LIAR} port 55555 ssh2",
        f"x from {LIAR} port 5 ssh2: RSA SHA256:abcdef",
        f"x {LIAR} port 22 [preauth]",
        f"x {LIAR} port 22: Too many authentication failures [preauth]",
        f"x ({LIAR})",
        f"x' from {LIAR} port 22",
        f"invalid user y from {LIAR} port 22",
        f"x from {LIAR} not allowed because not listed in AllowUsers",
    ],
)
def test_a_name_cannot_pass_for_the_address(text, name):
    message = parse(text.replace("NAME", name).replace("IP", IP, 1))
    if text.count("IP") and message is not None:
        assert message.fields.get("source.ip") == IP


@pytest.mark.parametrize("first", ["bob", f"x {LIAR} port 9: Change of username or service not allowed: (q"])
@pytest.mark.parametrize(
    "second", ["amy", f"x {LIAR} port 9: y", f"x {LIAR} port 9: Change of username or service not allowed: (q"]
)  # fmt: skip
def test_names_in_a_refused_change_cannot_pass_for_the_address(first, second):
    text = (
        f"Disconnecting invalid user {first} {IP} port 22: Change of username or service not"
        f" allowed: ({first},ssh-connection) -> ({second},ssh-connection) [preauth]"
    )
    assert read(text).fields.get("source.ip", IP) == IP


def test_a_message_that_was_cut_tells_no_address():
    name = "x" * 430 + f" from {LIAR} port 22 ssh2"
    text = f"Failed keyboard-interactive/pam for invalid user {name} from {IP} port 22 ssh2"[:500]
    assert "source.ip" not in read(text).fields


def test_a_long_offer_does_not_hide_the_address():
    text = f"Unable to negotiate with {IP} port 22: no matching MAC found. Their offer: {'x,' * 300}"
    assert read(text[:500]).fields["source.ip"] == IP


@given(st.text(st.characters(exclude_characters="\n"), max_size=60))
def test_any_invalid_user_is_told_with_the_true_address(name):
    fields = read(f"Failed password for invalid user {name} from {IP} port 22 ssh2").fields
    assert fields.get("user.name", "") == name
    assert fields["source.ip"] == IP


@pytest.mark.parametrize(
    "text",
    [
        "Failed password for invalid user " + " from x port 1" * 20_000 + "!",
        "Connection closed by invalid user " + "x port 1 " * 30_000 + "!",
        "PAM: " + "x for y from z " * 20_000 + "!",
        "Disconnecting invalid user " + "x 1.1.1.1 port 1: " * 20_000 + "!",
        "Received disconnect from " + ": 1: " * 50_000,
        "refused connect from " + "(x" * 100_000,
    ],
)
def test_long_messages_take_no_time(text):
    begun = time.process_time()
    parse(text)
    assert time.process_time() - begun < 1


def test_outcome_and_role_are_the_models():
    message = read(f"Failed password for amy from {IP} port 22 ssh2")
    assert message.outcome is Outcome.FAILURE
    assert message.role is Role.VERDICT
