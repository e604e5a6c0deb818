"""A botnet that shares its guesses is seen, though no address, network or account stands out."""

from datetime import UTC

from store.rules.telling.trial_run import judge_records
from tests.packs.test_ordinary_day import RULES, TITLES, read

LINE = (
    "2026-03-05T{:02d}:{:02d}:{:02d}+00:00 web1 sshd[{}]: "
    "Failed password for invalid user user{} from 2001:db8:{:x}::1 port 50221 ssh2\n"
)


def test_each_guess_from_another_network_and_of_another_user():
    text = "".join(LINE.format(9, at // 60, at % 60, 4000 + at, at, at) for at in range(1, 2001))
    found = judge_records(RULES, read("system.auth", text), UTC)
    assert "Passwords guessed from many networks" in {TITLES[each.rule_uuid] for each in found}
