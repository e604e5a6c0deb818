"""The alerts in view: groups, marks, and which ones a key is about."""

from dataclasses import replace

from app.screens.alert_list import AlertList, Group, Grouping, GroupKey
from store.model import Severity
from store.queries.alerts import AlertRow
from store.triage import Version


def alert(number: int, title: str = "Guessed", status: str = "new", **group: str) -> AlertRow:
    texts = ("rule", title, Severity.HIGH, "firing", status, None, None)
    times = (0, 0, 0, 1, 1)
    fields = {key.replace("_", "."): value for key, value in group.items()}
    return AlertRow(number, *texts, fields, *times, (), (), (), 1, 0, None, None, decision=number)


def listed(*alerts: AlertRow, grouping: Grouping = Grouping.FLAT) -> AlertList:
    found = AlertList(grouping=grouping)
    found.replace(alerts)
    return found


SOME = (
    alert(1, "A", source_ip="192.0.2.1"),
    alert(2, "B", user_name="root", source_ip="192.0.2.1"),
    alert(3, "A", "closed", source_ip="192.0.2.2"),
)


def test_flat_each_alert_is_a_row() -> None:
    assert listed(*SOME).entries() == list(SOME)


def test_groups_stand_where_their_first_alert_stood() -> None:
    found = listed(*SOME, grouping=Grouping.RULE).entries()
    assert [entry.key for entry in found if isinstance(entry, Group)] == [
        GroupKey("A"),
        GroupKey("B"),
    ]


def test_by_group_the_address_counts_more_than_the_user() -> None:
    found = listed(*SOME, grouping=Grouping.ENTITY).groups()
    assert [(group.key.name, len(group.alerts)) for group in found] == [
        ("192.0.2.1", 2),
        ("192.0.2.2", 1),
    ]


def test_an_unfolded_group_is_followed_by_its_alerts() -> None:
    found = listed(*SOME, grouping=Grouping.RULE)
    found.toggle(GroupKey("A"))
    assert found.entries()[1:3] == [SOME[0], SOME[2]]
    found.toggle(GroupKey("A"))
    assert len(found.entries()) == 2


def test_a_group_stands_for_its_open_alerts() -> None:
    found = listed(*SOME, grouping=Grouping.RULE)
    assert found.targets(GroupKey("A")).ids == [1]


def test_a_group_without_open_alerts_stands_for_all() -> None:
    found = listed(SOME[2], grouping=Grouping.RULE)
    assert found.targets(GroupKey("A")).ids == [3]


def test_a_decision_knows_how_each_alert_stood() -> None:
    assert listed(*SOME).targets(2).seen == {2: Version(2, 0)}


def test_one_alert_is_decided_or_refused_many_are_decided_as_far_as_they_can() -> None:
    found = listed(*SOME)
    assert not found.targets(1).leave
    found.mark([SOME[0], SOME[1]])
    assert found.targets(1).leave


def test_what_is_marked_counts_wherever_the_cursor_stands() -> None:
    found = listed(*SOME)
    found.mark([SOME[1]])
    assert found.targets(1).ids == [2]


def test_marks_between_two_rows() -> None:
    found = listed(*SOME)
    found.mark_between(3, 2)
    assert sorted(found.marks) == [2, 3]


def test_all_of_the_filter_are_marked_listed_or_not() -> None:
    found = listed(*SOME)
    standing = {1: (1, 0), 77: (5, 2)}
    found.mark_all(standing)
    assert found.targets(1).seen == {1: Version(1, 0), 77: Version(5, 2)}
    found.mark_all(standing)
    assert not found.marks


def test_marks_stay_where_alerts_stay_and_know_how_they_stand_now() -> None:
    found = listed(*SOME)
    found.mark_all({1: (1, 0), 2: (2, 0), 77: (5, 2)})
    found.replace([replace(SOME[0], decision=9)])
    assert found.marks == {1: Version(9, 0), 77: Version(5, 2)}


def test_another_grouping_stands_on_the_same_alert() -> None:
    found = listed(*SOME)
    key = found.next_grouping(3)
    assert key == GroupKey("A")
    assert found.next_grouping(GroupKey("B")) == GroupKey("192.0.2.1")
    assert found.next_grouping(GroupKey("192.0.2.2")) == 3


def test_what_is_not_there_stands_for_nothing() -> None:
    found = listed(*SOME)
    assert not found.targets(99).ids
    assert not found.targets(GroupKey("Z")).ids
    assert not found.targets(None).ids
    assert found.next_grouping(99) is None


def _of(*each: tuple[Severity, str]) -> Group:
    """A group of alerts of these severities and states."""
    some = [
        replace(alert(number, status=status), severity=severity)
        for number, (severity, status) in enumerate(each, 1)
    ]
    (group,) = listed(*some, grouping=Grouping.RULE).groups()
    return group


def test_a_group_is_as_bad_as_its_worst_open_alert() -> None:
    group = _of((Severity.LOW, "new"), (Severity.HIGH, "new"), (Severity.CRITICAL, "closed"))
    assert (group.worst, group.open) == (Severity.HIGH, 2)


def test_a_group_that_is_closed_is_as_bad_as_its_worst_alert() -> None:
    group = _of((Severity.MEDIUM, "closed"), (Severity.LOW, "closed"))
    assert (group.worst, group.open) == (Severity.MEDIUM, 0)
