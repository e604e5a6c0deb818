"""That the files tell what the README says they tell."""

import pytest

from sample_logs.generator.week import Week

SHOWS = [
    ("web/access.log", b" 304 181 "),
    ("web/access.log", b'"POST '),
    ("web/access.log", b"2001:db8:"),
    ("web/other_vhosts_access.log", b"shop.example.com:443 198.51.100.201 - - "),
    ("web/error.log", b"[authz_core:error]"),
    ("web/error.log", b"AH01630: client denied by server configuration"),
    ("web/error.log", b"not found or unable to stat"),
    ("web/error.log", b"Password Mismatch"),
    ("web/error.log", b"\nStack trace:\n#0 "),
    ("web/error.log", b"(70014)End of file found: [client "),
    ("web/hostile_access.log", rb"\x1b[2J"),
    ("web/hostile_access.log", b"\x1b[2J"),
    ("web/hostile_access.log", b"[@click=app.quit]"),
    ("web/hostile_access.log", b'"=cmd|'),
    ("web/hostile_access.log", "\u202e".encode()),
    ("ssh/auth.log", b"sshd-session["),
    ("ssh/auth.log", b"Accepted password for deploy from 203.0.113.197"),
    ("ssh/auth.log", b"useradd["),
    ("ssh/secure", b"Nov  9 "),
    ("ssh/secure", b"message repeated 2 times: [ Failed password for root"),
    ("ssh/secure", b"Failed password for invalid user root from 192.0.2.1 from 203.0.113.215 port"),
    ("ssh/secure", rb"invalid user \033[2J"),
    ("windows/security.xml", b"<EventID>4740</EventID>"),
    ("windows/security.xml", b"<EventID>1102</EventID>"),
    ("windows/security.xml", b"<EventID>7045</EventID>"),
    ("windows/security.xml", b"0x80070005"),
    ("windows/system.evtx", b"ElfChnk\x00"),
]


@pytest.mark.parametrize(
    ("name", "shown"), [pytest.param(*each, id=f"{at} {each[0]}") for at, each in enumerate(SHOWS)]
)
def test_a_file_shows(made: Week, name: str, shown: bytes):
    assert shown in made.files[name]


@pytest.mark.parametrize("name", ["web/access.log", "web/error.log", "ssh/auth.log"])
def test_lines_stand_in_the_order_of_time(made: Week, name: str):
    lines = [line for line in made.files[name].decode().split("\n") if " " in line]
    if name == "ssh/auth.log":
        stamps = [line.split(" ", 1)[0] for line in lines]
    elif name == "web/error.log":
        stamps = [line[5:31] for line in lines if line.startswith("[")]
    else:
        stamps = [line.split("[", 1)[1][:20] for line in lines]
    assert stamps == sorted(stamps)


def test_the_longest_line_is_far_beyond_what_a_screen_holds(made: Week):
    assert max(map(len, made.files["web/hostile_access.log"].split(b"\n"))) > 80_000


def test_nights_are_quieter_than_days(made: Week):
    hours = [
        line.split(b":")[1] for line in made.files["web/access.log"].split(b"\n") if b"[" in line
    ]
    night = sum(1 for hour in hours if hour in {b"01", b"02", b"03", b"04"})
    assert 4 * night < sum(1 for hour in hours if hour in {b"09", b"10", b"14", b"15"})
