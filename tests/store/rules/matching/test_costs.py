"""Adding up what rules cost."""

from time import thread_time

from store.rules.matching.costs import Cost, Meter, Spending, summed


def work() -> None:
    """Take a few milliseconds of processor time."""
    until = thread_time() + 0.004
    while thread_time() < until:
        pass


def test_rules_that_are_judged_together_share_their_time():
    meter = Meter()
    began = meter.mark()
    work()
    meter.together([1, 2], began)
    found = meter.taken()
    assert found[1].time == found[2].time >= 2_000_000


def test_what_a_single_rule_took_is_not_shared():
    meter = Meter()
    began = meter.mark()
    alone = meter.mark()
    work()
    meter.alone(1, alone)
    meter.together([1, 2], began)
    found = meter.taken()
    assert found[1].time >= 4_000_000 > found[2].time


def test_the_last_hit_is_the_latest():
    meter = Meter()
    meter.hit(1, 2, 9)
    meter.hit(1, 1, 5)
    assert meter.taken()[1] == Spending(hits=3, last=9)


def test_the_last_failure_is_told():
    meter = Meter()
    meter.fail(1, "late", 1)
    meter.fail(1, "broken", 3)
    assert meter.taken()[1] == Spending(failures=4, why="broken")


def test_a_rule_that_cost_nothing_is_told_of_once():
    meter = Meter([7])
    assert [meter.taken(), meter.taken()] == [{7: Spending()}, {}]


def test_what_was_taken_is_gone():
    meter = Meter()
    meter.hit(1, 1, 1)
    meter.taken()
    assert meter.taken() == {}


def test_sums_are_of_each_rule_once():
    one, other = Spending(3, 1, 8), Spending(4, 2, 7, 1, "late")
    assert summed([(1, one), (2, one), (1, other)]) == [
        Cost(1, 7, 3, 8, 1, "late"),
        Cost(2, 3, 1, 8, 0, None),
    ]
