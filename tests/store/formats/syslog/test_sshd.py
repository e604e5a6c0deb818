"""What sshd messages mean."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.sshd import parse
from store.model import Outcome, Role

IP = "192.0.2.9"
LIAR = "198.51.100.66"


def read(text: str) -> Message:
    """What a message means that must mean something."""
    message = parse(text)
    assert message is not None
    return message


MEANINGS: dict[tuple[str, str, int, str | None], list[str]] = {
    ("login", "success", 1, "verdict"): [
        "Accepted password for amy from IP port 22 ssh2",
        "Accepted password for amy from IP port 22  ssh2",
    ],
    ("login", "failure", 1, "verdict"): [
        "Failed password for amy from IP port 22 ssh2",
        "Failed keyboard-interactive/pam for invalid user x from IP port 22 ssh2",
        "error: PAM: Authentication failure for amy from IP",
        "error: PAM: User not known for illegal user x from IP via 192.0.2.1",
    ],
    ("login", "failure", 0, None): [
        "Failed publickey for amy from IP port 22 ssh2: RSA SHA256:abc",
        "Failed none for invalid user x from IP port 22 ssh2",
    ],
    ("login", "unknown", 0, None): [
        "Postponed publickey for amy from IP port 22 ssh2 [preauth]",
        "Partial publickey for amy from IP port 22 ssh2: RSA SHA256:abc",
    ],
    ("invalid-user", "failure", 1, "support"): [
        "Invalid user x from IP",
        "Invalid user x from IP port 22",
        "Illegal user x from IP",
    ],
    ("access-denied", "failure", 1, "support"): [
        "User amy from IP not allowed because not listed in AllowUsers",
        "ROOT LOGIN REFUSED FROM IP",
        "ROOT LOGIN REFUSED FROM IP port 22 [preauth]",
    ],
    ("auth-limit", "failure", 0, None): [
        "error: maximum authentication attempts exceeded for root from IP port 22 ssh2 [preauth]",
        "error: maximum authentication attempts exceeded for invalid user x from IP port 22 ssh2",
        (
            "Disconnecting authenticating user amy IP port 22: Too many authentication failures"
            " [preauth]"
        ),
    ],
    ("connection-aborted", "failure", 0, None): [
        (
            "Disconnecting invalid user x IP port 22: Change of username or service not allowed:"
            " (x,ssh-connection) -> (y,ssh-connection) [preauth]"
        ),
        "Disconnecting IP port 22: Packet corrupt",
        "Connection closed by IP [preauth]",
        "Connection closed by IP port 22 [preauth]",
        "Connection closed by authenticating user amy IP port 22 [preauth]",
        "Connection closed by authenticatinguser amy IP port 22 [preauth]",
        "Connection reset by invalid user  IP port 22 [preauth]",
        "Disconnected from invalid user x IP port 22 [preauth]",
        "Received disconnect from IP: 11: Bye Bye [preauth]",
        "Received disconnect from IP port 22:11: Bye Bye [preauth]",
        "error: Received disconnect from IP: 3: x: Auth fail [preauth]",
    ],
    ("connection-closed", "unknown", 0, None): [
        "Connection closed by IP port 22",
        "Disconnected from user amy IP port 22",
        "Received disconnect from IP port 22:11: disconnected by user",
    ],
    ("protocol-probe", "failure", 0, None): [
        "Did not receive identification string from IP",
        "Did not receive identification string from IP port 22",
        "Bad protocol version identification 'GET /' from IP port 22",
        "banner exchange: Connection from IP port 22: invalid format",
        "Unable to negotiate with IP port 22: no matching cipher found. Their offer: x [preauth]",
        "fatal: Unable to negotiate with IP: no matching MAC found.",
        "ssh_dispatch_run_fatal: Connection from IP port 22: message authentication code incorrect",
        (
            "ssh_dispatch_run_fatal: Connection from authenticating user amy IP port 22: broken"
            " [preauth]"
        ),
        "fatal: Timeout before authentication for IP port 22",
        "Timeout before authentication for connection from IP to 192.0.2.1, pid = 9",
    ],
    ("connection-refused", "failure", 0, None): [
        "drop connection #3 from [IP]:22 on [192.0.2.1]:22 penalty: failed authentication",
    ],
    ("source-penalised", "failure", 0, None): [
        (
            "srclimit_penalise: ipv4: new IP/32 deferred penalty of 5 seconds for penalty:"
            " failed authentication"
        ),
        "srclimit_penalise: ipv4 IP/32 penalty: failed authentication",
        (
            "srclimit_penalise: IP/32: activating ipv4 penalty of 16 seconds for penalty:"
            " connections without attempting authentication"
        ),
    ],
    ("access-denied", "failure", 1, None): [
        "refused connect from IP (IP)",
        "refused connect from host.example.com (IP)",
    ],
    ("dns-mismatch", "unknown", 0, None): [
        (
            "reverse mapping checking getaddrinfo for h.example.com [IP] failed - POSSIBLE"
            " BREAK-IN ATTEMPT!"
        ),
        "Address IP maps to h.example.com, but this does not map back to the address.",
    ],
    ("connection", "unknown", 0, None): [
        "Connection from IP port 22 on 192.0.2.1 port 22",
        'Connection from IP port 22 on 192.0.2.1 port 22 rdomain ""',
    ],
    ("session-start", "success", 0, None): [
        "Starting session: shell on pts/0 for amy from IP port 22 id 0",
        "Starting session: command for amy from IP port 22 id 0",
    ],
    ("session-end", "success", 0, None): [
        "Close session: user amy from IP port 22 id 0",
    ],
}


def test_a_penalty_of_one_ipv6_host_names_it():
    message = read(
        "srclimit_penalise: ipv6: new 2001:db8::7/128 active penalty of 10 seconds for x"
    )
    assert message.fields["source.ip"] == "2001:db8::7"


@pytest.mark.parametrize("network", ["203.0.113.0/24", "2001:db8::/64"])
def test_a_penalty_of_a_network_names_no_host(network):
    message = read(f"srclimit_penalise: ipv4: new {network} deferred penalty of 5 seconds for x")
    assert (message.action, message.fields) == ("source-penalised", {})


@pytest.mark.parametrize(
    ("meaning", "text"), [(key, text) for key, texts in MEANINGS.items() for text in texts]
)
def test_a_message_with_an_address(meaning, text):
    message = read(text.replace("IP", IP))
    assert (message.action, message.outcome, message.weight, message.role) == meaning
    assert message.fields.get("source.ip") == IP


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("input_userauth_request: invalid user x [preauth]", "invalid-user"),
        ("User amy not allowed because account is locked", "access-denied"),
        ("Access denied for user amy by PAM account configuration [preauth]", "access-denied"),
        ("Disconnecting: Too many authentication failures for root", "auth-limit"),
        ("kex_exchange_identification: Connection closed by remote host", "protocol-probe"),
        (
            "error: kex_exchange_identification: client sent invalid protocol identifier",
            "protocol-probe",
        ),
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
    [
        "",
        "Server listening on 0.0.0.0 port 22.",
        "User child is on pid 9",
        "Accepted key x found",
        "Failed",
        "subsystem request for sftp by user amy",
    ],
)
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
    "text",
    [f"Invalid user  from {IP}", f"Failed password for invalid user  from {IP} port 22 ssh2"],
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
        "Connection closed by invalid user NAME IP port 22 [preauth]",
        "Disconnected from invalid user NAME IP port 22 [preauth]",
        "Disconnecting invalid user NAME IP port 22: Too many authentication failures [preauth]",
        (
            "error: maximum authentication attempts exceeded for invalid user NAME from IP"
            " port 22 ssh2"
        ),
        "error: PAM: Authentication failure for illegal user NAME from IP",
        "Bad protocol version identification 'NAME' from IP port 22",
        "refused connect from NAME (IP)",
        (
            "Unable to negotiate with IP port 22: no matching cipher found. Their offer:"
            " NAME [preauth]"
        ),
        "Received disconnect from IP port 22:11: NAME [preauth]",
        "Received disconnect from IP: 11: NAME",
        "banner exchange: Connection from IP port 22: NAME",
        'Accepted publickey for amy from IP port 22 ssh2: RSA SHA256:abc, client user "NAME"',
        "Failed hostbased for amy from IP port 22 ssh1: ruser NAME",
    ],
)
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
    assert read(text.replace("IP", IP).replace("NAME", name)).fields["source.ip"] == IP


@pytest.mark.parametrize("name", [f"from {LIAR}", f"amy from {LIAR} port 5 ssh2"])
def test_an_account_name_with_spaces_cannot_pass_for_the_address(name):
    assert read(f"Failed password for {name} from {IP} port 22 ssh2").fields["source.ip"] == IP


@pytest.mark.parametrize(
    "first", ["bob", f"x {LIAR} port 9: Change of username or service not allowed: (q"]
)
@pytest.mark.parametrize(
    "second",
    [
        "amy",
        f"x {LIAR} port 9: y",
        f"x {LIAR} port 9: Change of username or service not allowed: (q",
    ],
)
def test_names_in_a_refused_change_cannot_pass_for_the_address(first, second):
    text = (
        f"Disconnecting invalid user {first} {IP} port 22: Change of username or service not"
        f" allowed: ({first},ssh-connection) -> ({second},ssh-connection) [preauth]"
    )
    assert read(text).fields.get("source.ip", IP) == IP


def test_a_message_that_was_cut_tells_no_address():
    begin, end = "Failed password for invalid user ", f" from {LIAR} port 22 ssh2"
    text = f"{begin}{'x' * (500 - len(begin) - len(end))}{end} from {IP} port 22 ssh2"
    assert "source.ip" not in read(text[:500]).fields


def test_a_long_offer_does_not_hide_the_address():
    text = (
        f"Unable to negotiate with {IP} port 22: no matching MAC found. Their offer: {'x,' * 300}"
    )
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
        "Disconnecting invalid user " + "x 192.0.2.1 port 1: " * 20_000 + "!",
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


@pytest.mark.parametrize("method", ["password for root", "x for root", "none for admin"])
def test_a_method_of_the_clients_own_cannot_pass_for_the_address(method):
    """The name of a method is the client's word, and is logged for users that there are not."""
    forged = f"{method} from 203.0.113.9 port 22 ssh2:"
    found = read(f"Failed {forged} for invalid user bob from 198.51.100.66 port 40000 ssh2")
    assert found.fields["source.ip"] == "198.51.100.66"


def test_a_certificate_is_a_key():
    """Type and fingerprint are followed by whom it is for and who signed it."""
    key = "ED25519-CERT SHA256:AAAABBBBCCCCDDDD ID zed (serial 0) CA RSA SHA256:EEEEFFFFGGGGHHHH"
    found = read(f"Failed publickey for invalid user zed from 192.0.2.7 port 22 ssh2: {key}")
    assert (found.fields["source.ip"], found.fields["user.name"]) == ("192.0.2.7", "zed")


@pytest.mark.parametrize(
    ("text", "action", "outcome"),
    [
        pytest.param(
            "Failed password for amy from IP port 22", "login", "failure", id="5 no suffix"
        ),
        pytest.param(
            "Failed password for amy from IP port 22 ssh1", "login", "failure", id="6 ssh1"
        ),
        pytest.param(
            "Failed password for illegal user x from IP port 22 ssh2", "login", "failure", id="3"
        ),
        pytest.param(
            "Accepted publickey for amy from IP port 22 ssh2: RSA-CERT ID z (serial 0) CA RSA 1:2",
            "login",
            "success",
            id="6.2 certificate without fingerprint",
        ),
        pytest.param(
            "Failed keyboard-interactive/pam for amy from IP port 22 ssh2 [preauth]",
            "login",
            "failure",
            id="6 preauth",
        ),
        pytest.param("Connection closed by IP", "connection-closed", "unknown", id="5 closed"),
        pytest.param(
            "Connection closed by user amy IP port 22", "connection-closed", "unknown", id="9"
        ),
        pytest.param(
            "Connection reset by authenticating user amy IP port 22 [preauth]",
            "connection-aborted",
            "failure",
            id="7.5 reset",
        ),
        pytest.param(
            "Connection closed by invalid user x y IP port 22 [preauth]",
            "connection-aborted",
            "failure",
            id="7.5 name of two words",
        ),
        pytest.param(
            "fatal: Timeout before authentication for IP", "protocol-probe", "failure", id="7.2"
        ),
        pytest.param(
            "Timeout before authentication for connection from IP to 203.0.113.1, pid = 9 (early)",
            "protocol-probe",
            "failure",
            id="9.8 timeout",
        ),
        pytest.param(
            "drop connection #0 from [IP]:5 on [203.0.113.1]:22 past MaxStartups",
            "connection-refused",
            "failure",
            id="9.8 drop",
        ),
    ],
)
def test_a_message_of_each_release(text, action, outcome):
    """2.4: what the releases write, from 3 to 10."""
    message = read(text.replace("IP", IP))
    assert (message.action, message.outcome) == (action, outcome)
    assert message.fields["source.ip"] == IP


@pytest.mark.parametrize(
    "name", ["a port 7", "a from b", "a ssh2", "x\\nFailed", "\\033[2J", "user"]
)
@pytest.mark.parametrize(
    "text",
    [
        "Invalid user NAME from IP port 22",
        "Failed password for invalid user NAME from IP port 22 ssh2",
        "Disconnected from invalid user NAME IP port 22 [preauth]",
        "Connection closed by authenticatinguser NAME IP port 22 [preauth]",
    ],
)
def test_a_name_is_kept_as_it_was_logged(text, name):
    """2.4: vis(3) writes line ends as two characters; blanks stay."""
    fields = read(text.replace("NAME", name).replace("IP", IP)).fields
    assert (fields["user.name"], fields["source.ip"]) == (name, IP)


FORGED_END = "from 192.0.2.6 port 4 ssh2: RSA-CERT SHA256:x ID a"
CERTIFIED = "port 1 ssh2: ECDSA SHA256:y ID z (serial 0) CA RSA SHA256:b"


@pytest.mark.parametrize("verb", ["Failed", "Accepted"])
@pytest.mark.parametrize("end", ["", " [preauth]"])
def test_a_key_id_cannot_pass_for_the_address(verb, end):
    """The words of a certificate's id are those of who made it."""
    found = read(f"{verb} publickey for root {FORGED_END} from {LIAR} {CERTIFIED}{end}")
    assert (found.fields["source.ip"], found.fields["user.name"]) == ("192.0.2.6", "root")


def test_what_may_be_a_name_or_a_key_id_tells_no_address():
    found = read(f"Failed publickey for invalid user x {FORGED_END} from {LIAR} {CERTIFIED}")
    assert found.fields == {"sshd.method": "publickey"}


def test_a_name_that_looks_like_a_certificate_cannot_pass_for_the_address():
    found = read(f"Failed password for invalid user x {FORGED_END} from {IP} port 1 ssh2")
    assert found.fields["source.ip"] == IP


@pytest.mark.parametrize("part", [" from a port 1 ssh2: b c ID d", " (serial 0) CA"])
def test_hostile_key_ids_take_no_time(part):
    begun = time.process_time()
    parse("Failed publickey for invalid user x" + part * 2000)
    assert time.process_time() - begun < 1
