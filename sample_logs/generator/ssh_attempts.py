"""Attempts on the database host: too slow for a brute force, or with names meant to deceive."""

from sample_logs.generator.auth_lines import DB1, Guess, failed, left, sshd
from sample_logs.generator.ledger import Line, Sign, Story, of_sign, planted, planted_by_group
from sample_logs.generator.plan import at, dice, later

SLOW = "198.51.100.207"
DECEIVER = "203.0.113.215"
ROOT_SEEKER = "2001:db8:bad:22::5"

_SLOW_NAMES = ("oracle", "postgres", "dba", "backup", "replica", "mysql", "dbuser", "etl")
_FALSE_NAMES = (
    "root from 192.0.2.1",
    "test from 192.0.2.2 port 22 ssh2",
    "x rhost=192.0.2.3 user=nadia",
    r"\033[2J\033[31madmin\033[0m",
    "[/red]",
    "[@click=app.quit]x[/]",
    "=1+1",
    "$(id)",
    "",
    "a" * 90,
)


def slow() -> Story:
    """Monday the 9th: a guess every eight minutes for seven hours, four in any half hour."""
    rng, time, lines = dice("slow"), at(9, "19:00:11"), list[Line]()
    for number in range(52):
        user = _SLOW_NAMES[number % len(_SLOW_NAMES)]
        guess = Guess(later(time, rng, 0, 20), SLOW, user, known=False)
        lines += [
            *failed(sshd(DB1, 5_200 + 11 * number), guess),
            left(sshd(DB1, 5_200 + 11 * number), guess),
        ]
        time = later(time, rng, 490, 500)
    story = "Slow guessing on db1, never five attempts in half an hour."
    told = _told(lines, story)
    slowly = planted("slow-brute-force", of_sign(lines, Sign.LOGIN_FAILED), story)
    return told._replace(alerts=(slowly, *told.alerts))


def false_names() -> Story:
    """Sunday: user names that pose as another source, as markup or as terminal control."""
    rng, time, lines = dice("false names"), at(15, "04:11:40"), list[Line]()
    for number, user in enumerate(_FALSE_NAMES):
        guess = Guess(time, DECEIVER, user, known=False)
        process = sshd(DB1, 31_010 + 5 * number)
        lines += [*failed(process, guess), left(process, guess)]
        time = later(time, rng, 660, 900)
    return _told(lines, "User names on db1 that pose as something else.")


def root_seeker() -> Story:
    """Monday the 16th: root's password is tried four times, summed up by syslog."""
    lines: list[Line] = []
    for number, (clock, times) in enumerate((("06:20:15", 1), ("06:31:02", 3))):
        guess = Guess(at(16, clock), ROOT_SEEKER, "root", known=True)
        lines += failed(sshd(DB1, 33_300 + number), guess, times)
    return _told(lines, "Root's password on db1 is tried from an IPv6 address.")


def _told(lines: list[Line], story: str) -> Story:
    """The lines with one alert for each source and account that they name."""
    return Story(
        {DB1.path: lines},
        (
            *planted_by_group("privileged-login", of_sign(lines, Sign.PRIVILEGED_FAILED), story),
            *planted_by_group(
                "linux-authentication-failure", of_sign(lines, Sign.PAM_FAILURE), story
            ),
        ),
    )
