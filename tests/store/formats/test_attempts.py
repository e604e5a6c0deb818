"""Weighing the records of an attempt, so that it counts once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.attempts import weigh
from store.formats.interface import State
from store.model import Fields, Kind, Outcome, Record, Role

SECOND = 1_000_000
KINDS = {
    action: Kind(category="authentication", action=action, outcome=Outcome.FAILURE, program="sshd")
    for action in ("login", "invalid-user", "access-denied")
}
CHECKER = KINDS["login"]._replace(program="unix_chkpwd")
PAM: Fields = {"pam.module": "pam_unix"}
SSS: Fields = {"pam.module": "pam_sss"}


def record(
    role: Role | None,
    *,
    action: str = "login",
    at: float = 0,
    weight: int = 1,
    fields: Fields | None = None,
    key: str = "h/sshd/1",
) -> Record:
    """A record of an attempt."""
    time = int(at * SECOND)
    return Record(0, b"x", KINDS[action], fields or {}, time, 0, weight, role, key)


UNKNOWN = record(Role.SUPPORT, action="invalid-user")
DENIED = record(Role.SUPPORT, action="access-denied")
FAILURE = record(Role.SUPPORT, fields=PAM)
OTHER_MODULE = record(Role.SUPPORT, fields=SSS)
VERDICT = record(Role.VERDICT)
MORE = record(Role.SUMMARY, weight=2)
REFUSED = record(Role.VERDICT, fields={"pam.error": "Authentication failure"})
INTERACTIVE = record(Role.VERDICT, fields={"sshd.method": "keyboard-interactive/pam"})
NONE = record(None, weight=0)
CHECKED = record(Role.SUPPORT, fields={"user.name": "amy"}, key="h/unix_chkpwd/amy")._replace(
    kind=CHECKER
)
OF_AMY: Fields = {"user.name": "amy"}


def weights(records: list[Record]) -> list[int]:
    """The weights of records that come at once."""
    return [weighed.weight for weighed in weigh(records, {})[0]]


def crumbs(records: list[Record]) -> list[int]:
    """The weights of records that come one by one, the state going through JSON."""
    out: list[int] = []
    state: State = {}
    for single in records:
        weighed, state = weigh([single], json.loads(json.dumps(state)))
        out += [found.weight for found in weighed]
    return out


FLOWS = [
    ("a verdict alone", [VERDICT], [1]),
    ("every verdict counts", [VERDICT, VERDICT], [1, 1]),
    ("a repeated verdict", [record(Role.VERDICT, weight=3)], [3]),
    ("PAM before a verdict", [FAILURE, VERDICT], [0, 1]),
    ("PAM alone", [FAILURE], [1]),
    ("PAM alone, twice", [FAILURE, FAILURE], [1, 1]),
    ("an unknown user alone", [UNKNOWN], [1]),
    ("an unknown user told twice", [UNKNOWN, UNKNOWN], [1, 0]),
    ("an unknown user before PAM", [UNKNOWN, UNKNOWN, FAILURE], [1, 0, 0]),
    ("an unknown user after PAM", [FAILURE, UNKNOWN], [1, 0]),
    (
        "all of it",
        [UNKNOWN, UNKNOWN, FAILURE, VERDICT, UNKNOWN, VERDICT, MORE],
        [0, 0, 0, 1, 0, 1, 0],
    ),
    ("a barred account", [DENIED], [1]),
    ("a barred account's verdict", [DENIED, VERDICT], [0, 1]),
    ("PAM sums up alone", [MORE], [2]),
    ("PAM sums up its own", [FAILURE, MORE], [1, 2]),
    ("PAM sums up verdicts", [FAILURE, VERDICT, VERDICT, VERDICT, MORE], [0, 1, 1, 1, 0]),
    ("two modules fail", [FAILURE, OTHER_MODULE], [1, 0]),
    ("two modules fail before a verdict", [FAILURE, OTHER_MODULE, VERDICT], [0, 0, 1]),
    ("two modules fail twice", [FAILURE, OTHER_MODULE, FAILURE], [1, 0, 1]),
    ("an interactive failure told twice", [REFUSED, INTERACTIVE], [1, 0]),
    (
        "three interactive failures, the last told twice",
        [REFUSED, REFUSED, REFUSED, INTERACTIVE],
        [1, 1, 1, 0],
    ),
    ("interactive failures without PAM", [INTERACTIVE, INTERACTIVE], [1, 1]),
    ("a password after an interactive failure", [REFUSED, VERDICT], [1, 1]),
    ("what has no role", [FAILURE, NONE, VERDICT], [0, 0, 1]),
    ("sudo's total", [FAILURE, record(Role.VERDICT, weight=3)], [0, 3]),
    ("the checker alone", [CHECKED], [1]),
    ("the checker before PAM", [CHECKED, FAILURE._replace(fields=PAM | OF_AMY)], [0, 1]),
    ("the checker before a verdict", [CHECKED, VERDICT._replace(fields=OF_AMY)], [0, 1]),
    (
        "the checker before everything",
        [CHECKED, FAILURE._replace(fields=PAM | OF_AMY), VERDICT._replace(fields=OF_AMY)],
        [0, 0, 1],
    ),
    (
        "the checker on another user",
        [CHECKED, VERDICT._replace(fields={"user.name": "bob"})],
        [1, 1],
    ),
    (
        "the checker on the user to become",
        [CHECKED, VERDICT._replace(fields={"user.name": "bob", "user.effective.name": "amy"})],
        [0, 1],
    ),
    (
        "the checker thrice before PAM's sum",
        [
            CHECKED,
            FAILURE._replace(fields=PAM | OF_AMY),
            CHECKED,
            CHECKED,
            MORE._replace(fields=OF_AMY),
        ],
        [0, 1, 0, 0, 2],
    ),
]


@pytest.mark.parametrize(
    ("flow", "expected"), [flow[1:] for flow in FLOWS], ids=[flow[0] for flow in FLOWS]
)
def test_records_that_come_at_once(flow, expected):
    assert weights(flow) == expected


@pytest.mark.parametrize("flow", [flow[1] for flow in FLOWS], ids=[flow[0] for flow in FLOWS])
def test_records_that_come_one_by_one_have_the_same_sum(flow):
    assert sum(crumbs(flow)) == sum(weights(flow))


def test_a_verdict_after_counted_support_weighs_nothing():
    assert crumbs([FAILURE, VERDICT, VERDICT]) == [1, 0, 1]


def test_a_later_verdict_is_another_attempt():
    assert weights([FAILURE, record(Role.VERDICT, at=61)]) == [1, 1]


def test_a_silent_key_is_a_new_process():
    assert weights([VERDICT, record(Role.SUMMARY, at=121, weight=2)]) == [1, 2]


def test_keys_do_not_mix():
    assert weights([FAILURE, record(Role.VERDICT, key="h/sshd/2")]) == [1, 1]


def test_clients_do_not_mix():
    first = record(Role.SUPPORT, fields=PAM | {"source.ip": "192.0.2.1"})
    second = record(Role.VERDICT, fields={"source.ip": "192.0.2.2"})
    assert weights([first, second]) == [1, 1]


def test_unknown_users_of_different_names_are_different_attempts():
    amy = record(Role.SUPPORT, action="invalid-user", fields={"user.name": "amy"})
    bob = record(Role.SUPPORT, action="invalid-user", fields={"user.name": "bob"})
    assert weights([amy, bob, amy]) == [1, 1, 1]


def test_records_without_key_or_time_are_left_alone():
    records = [VERDICT._replace(attempt=None), VERDICT._replace(time=None)]
    weighed, state = weigh(records, {})
    assert weighed == records
    assert open_keys(state) == []


def test_the_given_records_stay_as_they_are():
    records = [FAILURE, VERDICT]
    weigh(records, {})
    assert [given.weight for given in records] == [1, 1]


def open_keys(state: State) -> list[str]:
    """The attempts that a state knows."""
    return list(state["open"])


def test_the_carried_state_is_bounded():
    records = [record(Role.VERDICT, key=f"h/sshd/{pid}") for pid in range(40_000)]
    state = weigh(records, {})[1]
    assert len(open_keys(state)) == 32_768
    assert len(json.dumps(state)) < 2_000_000


def test_what_is_old_is_not_carried():
    later = [record(Role.VERDICT, key=f"h/sshd/{pid}", at=200) for pid in range(2, 12)]
    assert "h/sshd/1" not in open_keys(weigh([VERDICT, *later], {})[1])


def test_a_time_far_ahead_makes_nothing_old():
    ahead = record(Role.VERDICT, key="h/sshd/2", at=10**7)
    state = weigh([FAILURE, ahead], {})[1]
    assert [found.weight for found in weigh([VERDICT, MORE], state)[0]] == [0, 0]


def test_a_host_whose_clock_is_behind_is_not_old():
    others = [record(Role.VERDICT, key=f"other/sshd/{pid}", at=900) for pid in range(20)]
    state = weigh([VERDICT, *others], {})[1]
    assert [found.weight for found in weigh([MORE], state)[0]] == [0]


def test_thousands_of_open_attempts_outlast_a_cut():
    keys = [f"h/sshd/{pid}" for pid in range(5000)]
    state = weigh([record(Role.VERDICT, key=key) for key in keys], {})[1]
    sums = [record(Role.SUMMARY, weight=2, at=1, key=key) for key in keys]
    weighed, _ = weigh(sums, json.loads(json.dumps(state)))
    assert sum(found.weight for found in weighed) == 0


@pytest.mark.parametrize("cut", [1, 20_000, 32_769, 33_000])
def test_what_is_forgotten_does_not_depend_on_the_cut(cut):
    """An attempt is forgotten by how many records came since, carried over a cut or not."""
    for others in (32_766, 32_767, 32_768):
        between = [record(Role.VERDICT, key=f"h/sshd/{pid}") for pid in range(2, others + 2)]
        flow = [VERDICT, *between, MORE]
        first, state = weigh(flow[:cut], {})
        second, _ = weigh(flow[cut:], state)
        assert [found.weight for found in (*first, *second)] == weights(flow)


def test_when_words_on_a_user_are_forgotten_does_not_depend_on_the_cut():
    between = [record(Role.VERDICT, key=f"h/sshd/{pid}") for pid in range(2, 32_770)]
    flow = [CHECKED, *between, record(Role.VERDICT, fields=OF_AMY, at=30)]
    first, state = weigh(flow[:20_000], {})
    second, _ = weigh(flow[20_000:], state)
    assert [found.weight for found in (*first, *second)] == weights(flow)


def test_a_state_of_an_earlier_release_is_understood():
    old: State = {"h/sshd/1": [0, True, 0, None, False, "", False, ""]}
    assert [found.weight for found in weigh([MORE], old)[0]] == [0]


def test_many_keys_are_forgotten_in_time():
    records = [record(Role.VERDICT, key=f"h/sshd/{pid}", at=pid) for pid in range(20_000)]
    assert sum(weights(records)) == 20_000


STEPS = st.sampled_from([UNKNOWN, FAILURE, VERDICT, MORE, REFUSED, INTERACTIVE, NONE, DENIED])


@given(st.lists(STEPS, max_size=12))
def test_no_weight_is_negative_or_more_than_was_logged(flow):
    for before, after in zip(flow, weights(flow), strict=True):
        assert 0 <= after <= before.weight


def attempts(start: list[Record]) -> st.SearchStrategy[list[Record]]:
    """One connection as sshd logs it: what is told first, then verdicts, then PAM's sum."""
    retries = st.lists(st.sampled_from([[VERDICT], [UNKNOWN, VERDICT]]), max_size=4)
    ends = st.sampled_from([[], [MORE]])
    return st.builds(
        lambda more, end: [*start, VERDICT, *(r for retry in more for r in retry), *end],
        retries,
        ends,
    )


@given(
    st.lists(st.tuples(STEPS, st.integers(1, 4), st.integers(0, 200)), max_size=30),
    st.lists(st.integers(0, 30), max_size=4).map(sorted),
)
def test_the_sum_over_mixed_attempts_does_not_depend_on_cuts(steps, cuts):
    flow = [
        each._replace(attempt=f"h{pid % 2}/sshd/{pid}", time=int(at * SECOND))
        for each, pid, at in steps
        if each.role is not Role.SUPPORT
    ]
    state: State = {}
    total = 0
    for begin, end in zip([0, *cuts], [*cuts, len(flow)], strict=True):
        weighed, state = weigh(flow[begin:end], json.loads(json.dumps(state)))
        total += sum(found.weight for found in weighed)
    assert total == sum(weights(flow))


@given(
    st.one_of(attempts([UNKNOWN, UNKNOWN, FAILURE]), attempts([FAILURE]), attempts([])),
    st.data(),
)
def test_a_connection_counts_its_verdicts_however_it_is_cut(flow, data):
    cuts = data.draw(st.lists(st.integers(0, len(flow)), max_size=4).map(sorted))
    state: State = {}
    total = 0
    for begin, end in zip([0, *cuts], [*cuts, len(flow)], strict=True):
        weighed, state = weigh(flow[begin:end], state)
        total += sum(found.weight for found in weighed)
    assert total == sum(found.role is Role.VERDICT for found in flow)


@given(
    st.one_of(attempts([UNKNOWN, UNKNOWN, FAILURE]), attempts([FAILURE, OTHER_MODULE])),
    st.data(),
)
def test_a_connection_that_is_told_newest_first_counts_its_verdicts_however_it_is_cut(flow, data):
    tries = sum(each.role is Role.VERDICT for each in flow)
    if flow[-1] is MORE:
        flow[-1:] = [MORE._replace(weight=tries - 1)] if tries > 1 else []
    flow = [each._replace(time=-at * SECOND) for at, each in enumerate(reversed(flow))]
    cuts = data.draw(st.lists(st.integers(0, len(flow)), max_size=4).map(sorted))
    state: State = {}
    total = 0
    for begin, end in zip([0, *cuts], [*cuts, len(flow)], strict=True):
        weighed, state = weigh(flow[begin:end], json.loads(json.dumps(state)))
        total += sum(found.weight for found in weighed)
    assert total == tries


def test_pams_words_alone_count_newest_first_too():
    flow = [MORE, FAILURE._replace(time=-SECOND)]
    assert weights(flow) == [2, 1]
    assert crumbs(flow) == [2, 1]


def test_words_long_before_a_verdict_are_no_support_of_it():
    assert weights([VERDICT, FAILURE._replace(time=-61 * SECOND)]) == [1, 1]


def test_what_follows_in_time_is_a_new_attempt_again():
    late, last = FAILURE._replace(time=SECOND), VERDICT._replace(time=2 * SECOND)
    assert weights([VERDICT, FAILURE._replace(time=-SECOND), late, last]) == [1, 0, 0, 1]


def test_a_total_after_pams_sum_counts_once():
    flow = [FAILURE, MORE, record(Role.VERDICT, weight=3)]
    assert sum(weights(flow)) == 3
    assert sum(crumbs(flow)) == 3
