"""Which program writes which messages: the one place where a family of messages is entered."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from store.formats.syslog.programs import (
    cron,
    doas,
    dovecot,
    dropbear,
    login,
    logind,
    mailboxes,
    named,
    pam,
    polkit,
    postfix,
    proftpd,
    proxmox,
    pureftpd,
    resolvers,
    shadow,
    sshd,
    su,
    sudo,
    vsftpd,
)
from store.formats.syslog.programs.message import Message, Pattern, Rule
from store.model import Outcome, Role

Parser: TypeAlias = Callable[[str], Message | None]

_CHECK = Rule(
    Pattern(r"password check failed for user \((?P<user>.*)\)\Z"),
    "login",
    Outcome.FAILURE,
    role=Role.SUPPORT,
)
_PAM_STARTS = frozenset({"pam_", "(pam", "PAM "})
_SHORT = 300
"""Characters of the longest message that is remembered."""
_OLD_PAM = re.compile(r"(.*)\((pam_\w+)\)\Z", re.ASCII)


class Program(NamedTuple):
    """A program as its tag names it."""

    name: str
    """`process.name`."""
    family: str
    """The programs that speak of the same attempts."""
    known: bool
    """Whether its own messages are understood."""
    parse: Parser
    """What a message of it means."""


def _unknown(_text: str) -> None:
    """The meaning of what a program says that is not known."""
    return


def _remembering(parser: Parser) -> Parser:
    """The parser, which remembers short messages: most programs say the same again and again."""
    remembered = lru_cache(maxsize=1024)(parser)

    def parse(text: str) -> Message | None:
        return remembered(text) if len(text) <= _SHORT else parser(text)

    return parse


_FAMILIES: dict[str, tuple[tuple[str, ...], Parser]] = {
    "sshd": (("sshd", "sshd-session", "sshd-auth"), sshd.parse),
    "sudo": (("sudo",), _remembering(sudo.parse)),
    "su": (("su", "su-l"), su.parse),
    "doas": (("doas",), doas.parse),
    "login": (("login",), login.parse),
    "logind": (("systemd-logind", "elogind-daemon"), logind.parse),
    "shadow": (
        (
            *("useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "adduser"),
            *("passwd", "chpasswd", "gpasswd", "chage", "chfn", "chsh", "newusers", "deluser"),
        ),
        shadow.parse,
    ),
    "cron": (("cron", "crond", "CRON", "CROND"), _remembering(cron.parse)),
    "unix_chkpwd": (("unix_chkpwd",), _CHECK.read),
    "dropbear": (("dropbear",), dropbear.parse),
    "dovecot": (
        (
            *("dovecot", "dovecot-auth", "auth", "auth-worker"),
            *("imap-login", "pop3-login", "submission-login", "managesieve-login"),
        ),
        dovecot.parse,
    ),
    "vsftpd": (("vsftpd",), vsftpd.parse),
    "proftpd": (("proftpd",), proftpd.parse),
    "pure-ftpd": (("pure-ftpd",), pureftpd.parse),
    "polkit": (("polkitd", "pkexec", "polkit-agent-helper-1"), polkit.parse),
    "proxmox": (("pvedaemon", "pveproxy", "IPCC.xs"), proxmox.parse),
    "postfix": (("postfix/smtpd", "postfix/postscreen"), postfix.parse),
    "exim": (("exim", "exim4"), mailboxes.parse_exim),
    "saslauthd": (("saslauthd",), mailboxes.parse_sasl),
    "mailbox": (
        (
            *("imapd", "imapd-ssl", "imaps", "imap", "pop3d", "pop3d-ssl", "pop3", "pop3s"),
            *("courier-imapd", "courier-pop3d", "cyrus/imap", "cyrus/imaps", "cyrus/pop3"),
            *("cyrus/pop3s", "imaplogin", "pop3login"),
        ),
        mailboxes.parse_box,
    ),
    "named": (("named", "named-sdb", "named-pkcs11"), named.parse),
    "dnsmasq": (("dnsmasq",), resolvers.parse_dnsmasq),
    "unbound": (("unbound",), resolvers.parse_unbound),
}
_AUTHORITY = re.compile(r"polkitd\(authority=\w+\)\Z", re.ASCII)
"""How polkit up to 0.104 called itself, with the kind of its authority."""
_UNIT = re.compile(r"([\w.-]+?)(?:@\S*)?\.service\Z", re.ASCII)
"""What stands for the program in journalctl's `with-unit`."""
_OF_UNITS = {"ssh": "sshd"}
"""The programs of units that have another name."""
_INSTANCE = re.compile(r"postfix[\w-]*/(?:[\w-]+/)?(smtpd|postscreen)\Z", re.ASCII)
"""A service of Postfix, perhaps of another instance or of another name: `postfix/smtps/smtpd`."""
DAEMONS = ("sshd", "dropbear")
"""Families whose processes serve one connection each and say once whence it comes."""
_MAIL = ("dovecot", "postfix", "exim", "mailbox")
"""Families whose processes serve many connections; one may ask the other for a password."""
_BY_PARTY = frozenset({*_MAIL, "unix_chkpwd", "polkit"})
"""Families whose attempts are told apart by who is meant, whatever the process."""
_PROGRAMS = {
    name: (family, parser) for family, (names, parser) in _FAMILIES.items() for name in names
}


@lru_cache(maxsize=1024)
def program_of(tag: str) -> Program:
    """The program that a tag names.

    Args:
        tag: The tag without process id: a name, a path, `name(pam_module)` as PAM wrote before
            2006, or `-- user` as old logins did.
    """
    old = _OLD_PAM.match(tag)
    name = (old[1] or old[2]) if old else tag
    if name.startswith("-- "):
        name = "login"
    elif _AUTHORITY.match(name):
        name = "polkitd"
    elif name.startswith("/"):
        name = name.rpartition("/")[2] or name
    family, own = _PROGRAMS.get(_common_name(name), (name, _unknown))
    parser = _in_pam(old[2], name) if old else _with_pam(own)
    return Program(name, family, own is not _unknown, parser)


def _common_name(name: str) -> str:
    """The name that a program has in `_PROGRAMS`, if it is there."""
    instance = _INSTANCE.match(name)
    if instance:
        return f"postfix/{instance[1]}"
    unit = _UNIT.match(name)
    return _OF_UNITS.get(unit[1], unit[1]) if unit else name


def by_process(program: Program) -> bool:
    """Whether the process tells a program's attempts apart."""
    return program.family not in _BY_PARTY


def attempt_of(program: Program, host: str, pid: int | None, message: Message) -> str:
    """The key of the attempt that a message tells of.

    The process tells attempts apart; where there is none, or one process serves all, it is the
    user of programs that serve those who are in, and the address for mail.
    """
    fields = message.fields
    if pid is not None and by_process(program):
        return f"{host}/{program.family}/{pid}"
    if program.family in _MAIL:
        return f"{host}/dovecot/{fields.get('source.ip', '')}"
    if program.family == "unix_chkpwd":
        return f"{host}/unix_chkpwd/{fields.get('user.name', '')}"
    if program.family in ("sudo", "su", "doas", "polkit"):
        return f"{host}/{program.family}/{fields.get('user.name', '')}"
    return f"{host}/{program.family}"


_pam = _remembering(pam.parse)


def _with_pam(own: Parser) -> Parser:
    """A parser of a program's own messages and of those that PAM writes in its name."""

    def parse(text: str) -> Message | None:
        if text[:4] not in _PAM_STARTS:
            return own(text)
        return pam.parse(text) if " rhost=" in text else _pam(text)

    return parse


def _in_pam(module: str, service: str) -> Parser:
    """A parser of what an old PAM module writes in the name of a service."""

    def parse(text: str) -> Message | None:
        return pam.parse(f"{module}({service}): {text}")

    return parse
