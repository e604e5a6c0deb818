"""One attempt counts once, whatever programs tell of it and whatever others say in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.attempts import weigh
from store.formats.interface import State
from store.formats.syslog.programs.table import attempt_of, program_of
from store.model import Kind, Record

IP = "192.0.2.{n}"
PAM = f"authentication failure; logname= uid=0 euid=0 tty=x ruser= rhost={IP}"
FROM = f"from {IP} port 40{{n}} ssh2"
FLOWS: dict[str, tuple[int, list[tuple[str, int, str]]]] = {
    "sshd, an account": (
        1,
        [
            ("sshd", 0, f"pam_unix(sshd:auth): {PAM}  user=amy{{n}}"),
            ("sshd", 0, f"Failed password for amy{{n}} {FROM}"),
            ("sshd", 0, f"Connection closed by authenticating user amy{{n}} {IP} port 4 [preauth]"),
        ],
    ),
    "sshd, no account, twice": (
        2,
        [
            ("sshd-session", 0, f"Invalid user x{{n}} from {IP} port 40{{n}}"),
            ("sshd-session", 0, "pam_unix(sshd:auth): check pass; user unknown"),
            ("sshd-session", 0, f"pam_unix(sshd:auth): {PAM}"),
            ("sshd-session", 0, f"Failed password for invalid user x{{n}} {FROM}"),
            ("sshd-session", 0, "pam_unix(sshd:auth): check pass; user unknown"),
            ("sshd-session", 0, f"Failed password for invalid user x{{n}} {FROM}"),
            ("sshd-session", 0, f"PAM 1 more authentication failure; {PAM.partition('; ')[2]}"),
        ],
    ),
    "sshd, barred": (
        1,
        [
            ("sshd", 0, f"User amy{{n}} from {IP} not allowed because not listed in AllowUsers"),
            ("sshd", 0, f"Failed password for invalid user amy{{n}} {FROM}"),
        ],
    ),
    "sshd, let in": (
        1,
        [
            ("sshd", 0, f"Accepted password for amy{{n}} {FROM}"),
            ("sshd", 0, "pam_unix(sshd:session): session opened for user amy{n} by (uid=0)"),
        ],
    ),
    "sshd, its helper's word": (
        1,
        [
            ("unix_chkpwd", 500, "password check failed for user (amy{n})"),
            ("sshd", 0, f"pam_unix(sshd:auth): {PAM}  user=amy{{n}}"),
            ("sshd", 0, f"Failed password for amy{{n}} {FROM}"),
        ],
    ),
    "sshd, only a name": (1, [("sshd", 0, f"Invalid user x{{n}} from {IP} port 40{{n}}")]),
    "vsftpd": (
        1,
        [
            ("vsftpd", 0, "pam_unix(vsftpd:auth): check pass; user unknown"),
            ("vsftpd", 0, f"pam_unix(vsftpd:auth): {PAM.replace('ruser=', 'ruser=x')}"),
            ("vsftpd", 0, f'[x] FAIL LOGIN: Client "{IP}"'),
        ],
    ),
    "proftpd": (
        1,
        [
            ("proftpd", 0, f"pam_unix(proftpd:auth): {PAM}  user=x"),
            ("proftpd", 0, f"h (h[{IP}]) - USER x (Login failed): Incorrect password"),
        ],
    ),
    "dovecot": (
        1,
        [
            ("auth", 500, f"pam_unix(dovecot:auth): {PAM}  user=x"),
            ("dovecot", 600, f"auth-worker(9): pam(x,{IP}): pam_authenticate() failed: no"),
            ("dovecot", 700, f"imap-login: Aborted (auth failed, 1 attempts): user=<x>, rip={IP}"),
        ],
    ),
    "Postfix by dovecot": (
        1,
        [
            ("dovecot", 600, f"auth: sql(x,{IP}): Password mismatch"),
            ("postfix/smtpd", 0, f"warning: u[{IP}]: SASL PLAIN authentication failed: x"),
            ("postfix/smtpd", 0, f"lost connection after AUTH from u[{IP}]"),
        ],
    ),
    "Postfix by saslauthd": (
        1,
        [
            ("saslauthd", 500, "do_auth : auth failure: [user=x] [service=s] [realm=] [mech=pam]"),
            ("postfix/smtpd", 0, f"warning: u[{IP}]: SASL PLAIN authentication failed: x"),
        ],
    ),
    "sudo, three tries": (
        3,
        [
            ("sudo", 0, f"pam_unix(sudo:auth): {PAM.replace('ruser=', 'ruser=amy')}  user=amy"),
            ("sudo", 0, "amy{n} : 3 incorrect password attempts ; USER=root ; COMMAND=/bin/id"),
        ],
    ),
    "su": (
        1,
        [
            ("su", 0, f"pam_unix(su:auth): {PAM.replace('ruser=', 'ruser=amy')}  user=root"),
            ("su", 0, "FAILED SU (to root) amy{n} on pts/1"),
            ("su", 0, "- pts/1 amy{n}:root"),
        ],
    ),
    "login": (
        1,
        [
            ("login", 0, "pam_unix(login:auth): check pass; user unknown"),
            ("login", 0, f"pam_unix(login:auth): {PAM}"),
            ("login", 0, "FAILED LOGIN (1) on '/dev/tty1' FOR 'UNKNOWN', User not known"),
        ],
    ),
    "login of FreeBSD": (
        1,
        [
            ("login", 0, "login on ttyv0 as root"),
            ("login", 0, "ROOT LOGIN (root) ON ttyv0"),
        ],
    ),
    "doas": (
        1,
        [
            ("doas", 0, f"pam_unix(doas:auth): {PAM.replace('ruser=', 'ruser=amy')}  user=amy"),
            ("doas", 0, "failed auth for amy{n}"),
        ],
    ),
    "Proxmox": (
        1,
        [
            ("IPCC.xs", 0, f"pam_unix(proxmox-ve-auth:auth): {PAM}  user=root"),
            ("pvedaemon", 0, f"authentication failure; rhost={IP} user=root@pam msg=no"),
        ],
    ),
    "polkit": (
        1,
        [
            ("polkit-agent-helper-1", 0, f"pam_unix(polkit-1:auth): {PAM}  user=amy{{n}}"),
            (
                "polkitd",
                500,
                (
                    "Operator of unix-session:2 FAILED to authenticate to gain authorization"
                    " for action org.example.run for system-bus:1 [] (owned by unix-user:amy{n})"
                ),
            ),
        ],
    ),
}


def flow(name: str, number: int) -> list[Record]:
    """The records of an attempt: the second entry of a line is added to the process' number."""
    out: list[Record] = []
    for tag, other, text in FLOWS[name][1]:
        program = program_of(tag)
        message = program.parse(text.format(n=number))
        assert message is not None, text
        kind = Kind(None, category=message.category, action=message.action, program=program.name)
        key = attempt_of(program, "h", other or number, message)
        authenticates = message.category == "authentication"
        record = Record(0, text.encode(), kind, message.fields, number, 0, message.weight)
        out.append(record._replace(role=message.role, attempt=key) if authenticates else record)
    return out


@pytest.mark.parametrize("name", FLOWS)
def test_an_attempt_counts_once(name):
    assert sum(record.weight for record in weigh(flow(name, 7), {})[0]) == FLOWS[name][0]


@given(st.lists(st.sampled_from(sorted(FLOWS)), max_size=4), st.data())
def test_attempts_count_once_among_others_however_they_are_cut(names, data):
    flows = [flow(name, number) for number, name in enumerate(names, start=1)]
    turns = [number for number, lines in enumerate(flows) for _ in lines]
    order = data.draw(st.permutations(turns))
    mixed = [flows[number].pop(0) for number in order]
    cuts = data.draw(st.lists(st.integers(0, len(mixed)), max_size=3).map(sorted))
    state: State = {}
    total = 0
    for begin, end in zip([0, *cuts], [*cuts, len(mixed)], strict=True):
        weighed, state = weigh(mixed[begin:end], state)
        total += sum(record.weight for record in weighed)
    assert total == sum(FLOWS[name][0] for name in names)
