"""What nobody wants to hear of any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import silences
from store.database.connection import Writer, reader
from store.errors import ActionError, FilterError
from store.silences import Wish
from store.triage import Actor
from store.triage.silencing import lift, silence
from tests.store.queries.scene import build

NOW = 1_800_000_000_000_000
HOUR = 3_600_000_000
ANN = Actor("ann", "desk")
SCANNER = "ip:192.0.2.9"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "blotter.db")


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    with Writer(path) as opened:
        yield opened


def begin(path: Path, filter_: str, until: int | None = None, *, force: bool = False) -> int:
    wish = Wish(filter_, "ann", "our own scanner", until)
    return silence(path, wish, ANN, NOW, force=force).id


def decided(path: Path, alert: int, status: str, reason: str | None = None) -> None:
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute(
            "UPDATE alerts SET status = ?, reason = ? WHERE id = ?", (status, reason, alert)
        )


def hidden(path: Path) -> list[int]:
    connection = reader(path)
    rows = connection.execute("SELECT id FROM alerts WHERE silence IS NOT NULL ORDER BY id")
    found = [number for (number,) in rows]
    connection.close()
    return found


def apply(path: Path, *alerts: int, now: int = NOW) -> set[int]:
    with Writer(path) as writer, writer.transaction() as connection:
        return silences.apply(connection, alerts, now)


def test_new_alerts_with_such_evidence_are_hidden(path: Path) -> None:
    begin(path, SCANNER)
    assert hidden(path) == [1]


def test_what_somebody_works_on_is_not_hidden(path: Path) -> None:
    decided(path, 1, "acknowledged")
    begin(path, SCANNER)
    assert hidden(path) == []


def test_alerts_of_a_rule(path: Path) -> None:
    begin(path, "rule:rule-detection")
    assert hidden(path) == [2, 3]


def test_an_alert_without_evidence_is_not_hidden(path: Path, writer: Writer) -> None:
    with writer.transaction() as connection:
        connection.execute("DELETE FROM hits")
        connection.execute("UPDATE alerts SET evidence = 0")
    begin(path, SCANNER)
    assert hidden(path) == []


def test_a_network(path: Path) -> None:
    begin(path, "rule:rule-detection ip:192.0.2.192/26")
    assert hidden(path) == [3]


def test_one_address_hides_nobody_else_in_the_same_alert(path: Path, writer: Writer) -> None:
    with writer.transaction() as connection:  # an event of another address in alert 1
        group, first = connection.execute("SELECT grp, first_seen FROM alerts").fetchone()
        connection.execute("INSERT INTO hits VALUES (?, ?, 0, 3, 1, NULL, NULL)", (group, first))
    begin(path, SCANNER)
    assert hidden(path) == []


def test_an_alert_that_grows_out_of_a_silence_is_shown(path: Path, writer: Writer) -> None:
    begin(path, SCANNER)
    with writer.transaction() as connection:
        group, first = connection.execute("SELECT grp, first_seen FROM alerts").fetchone()
        connection.execute("INSERT INTO hits VALUES (?, ?, 0, 3, 1, NULL, NULL)", (group, first))
    assert (apply(path, 1), hidden(path)) == (set(), [])


def test_alerts_that_come_later_are_hidden(path: Path, writer: Writer) -> None:
    begin(path, SCANNER)
    with writer.transaction() as connection:
        connection.execute("UPDATE alerts SET silence = NULL")
    assert (apply(path, 1, 2), hidden(path)) == ({1}, [1])


def test_a_silence_ends(path: Path, writer: Writer) -> None:
    begin(path, SCANNER, NOW + HOUR)
    with writer.transaction() as connection:
        connection.execute("UPDATE alerts SET silence = NULL")
    assert apply(path, 1, now=NOW + HOUR) == set()


def test_lifting_shows_what_was_hidden(path: Path) -> None:
    number = begin(path, SCANNER)
    assert (lift(path, number, ANN, NOW).hidden, hidden(path)) == (1, [])


def test_a_lifted_silence_hides_nothing_more(path: Path) -> None:
    lift(path, begin(path, SCANNER), ANN, NOW)
    assert apply(path, 1) == set()


def test_a_silence_is_lifted_once(path: Path) -> None:
    number = begin(path, SCANNER)
    lift(path, number, ANN, NOW)
    with pytest.raises(ActionError, match="lifted already"):
        lift(path, number, ANN, NOW)


def test_the_list_tells_what_each_hides(path: Path) -> None:
    begin(path, "rule:rule-detection")
    begin(path, "rule:nothing")
    assert [(each.id, each.owner, each.hidden) for each in listing(path)] == [
        (2, "ann", 0),
        (1, "ann", 2),
    ]


def listing(path: Path) -> list[silences.Silence]:
    connection = reader(path)
    found = silences.listing(connection)
    connection.close()
    return found


def test_text_of_the_evidence(path: Path) -> None:
    begin(path, '"Failed password"')
    assert hidden(path) == [1]


def test_what_another_silence_hides_stays_hidden_when_one_is_lifted(path: Path) -> None:
    number = begin(path, "ip:192.0.2.0/24")
    other = begin(path, SCANNER)
    lift(path, number, ANN, NOW)
    assert [each.hidden for each in listing(path) if each.id == other] == [1]


@pytest.mark.parametrize("filter_", ["silence:*", "reason:benign", "assignee:ann", "4"])
def test_what_says_nothing_of_what_happened_is_refused(path: Path, filter_: str) -> None:
    with pytest.raises(ActionError):
        begin(path, filter_)


def test_a_preview_changes_nothing(path: Path) -> None:
    connection = reader(path)
    found = silences.preview(connection, "rule:rule-detection", NOW)
    connection.close()
    assert (found.alerts, found.true, found.latest, hidden(path)) == (2, 0, (3, 2), [])


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("agent:checker*", ("agent",)),
        ("rule:rule-detection user:backup checker", ("user", "text")),
        ("agent:checker* ip:192.0.2.0/24", ()),
        ("agent:checker* -ip:192.0.2.9", ("agent",)),
        ("rule:rule-detection host:web1", ()),
    ],
)
def test_a_preview_tells_what_a_stranger_could_say_to_be_hidden(
    path: Path, filter_: str, said: tuple[str, ...]
) -> None:
    connection = reader(path)
    found = silences.preview(connection, filter_, NOW)
    connection.close()
    assert found.said == said


def test_what_would_have_hidden_a_true_positive_is_refused(path: Path) -> None:
    decided(path, 1, "closed", "true-positive")
    with pytest.raises(ActionError, match="1 of them closed as true positives"):
        begin(path, SCANNER)


def test_force_silences_all_the_same(path: Path) -> None:
    decided(path, 1, "closed", "true-positive")
    assert begin(path, SCANNER, force=True) == 1


@pytest.mark.parametrize("filter_", ["", "   "])
def test_a_silence_needs_a_filter(path: Path, filter_: str) -> None:
    with pytest.raises(ActionError, match="needs a filter"):
        begin(path, filter_)


def test_a_silence_needs_a_reason(path: Path) -> None:
    with pytest.raises(ActionError, match="needs a reason"):
        silence(path, Wish(SCANNER, "ann", " ", None), ANN, NOW)


def test_a_silence_ends_in_the_future(path: Path) -> None:
    with pytest.raises(ActionError, match="in the future"):
        begin(path, SCANNER, NOW)


def test_how_an_alert_was_decided_is_no_reason_to_silence_it(path: Path) -> None:
    with pytest.raises(FilterError):
        begin(path, "status:new")


def test_a_hostile_filter_is_bound(path: Path) -> None:
    begin(path, 'user:"x\' OR 1=1 --"')
    assert hidden(path) == []
