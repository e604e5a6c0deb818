"""Alerts about unusual counts are what the definition says, however the events arrive."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.rules.series import oracle
from tests.store.rules.series.oracle import Said, Usual
from tests.store.rules.series.trial import Trial, baseline

HOUR = 3_600_000_000
DAY = 24 * HOUR
HOLE = DAY
START = 20_000 * DAY

ASKED = st.builds(
    Usual,
    bucket=st.sampled_from([HOUR, HOUR, HOUR // 2]),
    z=st.sampled_from([2.5, 4]),
    need=st.integers(1, 2),
    of=st.integers(2, 4),
    weeks=st.integers(2, 4),
    min_count=st.sampled_from([0, 20]),
    direction=st.sampled_from(["high", "low", "both"]),
)


def story(chance, days, asked):
    """Some weeks of events: usual ones, too many, too few, and holes."""
    events, at = [], START + chance.randrange(24) * HOUR
    busy = chance.choice([4, 20, 60])
    mood, left = 1.0, 0
    gaps = chance.choice([0, 0.02, 0.3])
    while at < START + days * DAY:
        if not left:
            mood = chance.choice([1, 1, 1, 1, 1, 1, 0, 0.1, 4, 9])
            left = chance.randrange(2, 12 if mood != 1 else 60)
            if chance.random() < gaps:
                at += chance.randrange(20, 60) * HOUR
        left -= 1
        hour = at // HOUR % 24
        n = int(busy * mood * (1 + (6 < hour < 20)) * chance.uniform(0.8, 1.2))
        when = at + chance.randrange(HOUR // 2)
        events.append(Said(when, "x", n) if n else Said(when, None))
        at += chance.choice([HOUR, HOUR // 2, HOUR])
    return events


def expected(events, asked):
    return [("x", each) for each in oracle.baselines(events, "x", asked, HOLE)]


def led_to(events, asked):
    """Of each alert of the definition the times of the events in it."""
    return [
        (alert.first, sorted(each.ts for each in events if each.group and inside(each, alert)))
        for _, alert in expected(events, asked)
    ]


def inside(event, alert):
    return event.n and alert.first <= event.ts <= alert.last


@settings(max_examples=40, deadline=None)
@given(ASKED, st.randoms(use_true_random=False), st.integers(4, 32))
def test_one_batch_makes_the_alerts_of_the_definition(asked, chance, days):
    events = story(chance, days, asked)
    trial = Trial(baseline(asked))
    trial.hear(events)
    trial.settle()
    assert trial.alerts() == expected(events, asked)


@settings(max_examples=100, deadline=None)
@given(ASKED, st.randoms(use_true_random=False), st.integers(4, 32), st.booleans())
def test_any_order_and_any_batches_make_the_same_alerts(asked, chance, days, in_order):
    events = story(chance, days, asked)
    arriving = list(events)
    if not in_order:
        size = chance.choice([1, 20, 100])
        parts = [arriving[at : at + size] for at in range(0, len(arriving), size)]
        chance.shuffle(parts)
        arriving = [event for part in parts for event in part]
    trial, start = Trial(baseline(asked)), 0
    while start < len(arriving):
        batch = arriving[start : start + chance.randrange(1, 120)]
        start += len(batch)
        what = chance.choice(["", "", "settle", "settle", "restart", "crash", "dies"])
        if what == "restart":
            trial.restart()
        elif what == "crash":
            trial.hear(batch, crash=True)
        elif what == "dies":
            trial.settle(crash=True)
        trial.hear(batch)
        if what == "settle":
            trial.settle()
    trial.settle()
    assert trial.alerts() == expected(events, asked)
    assert trial.evidence() == led_to(events, asked)
