"""Days of the Persian calendar."""

from datetime import date, timedelta

import pytest

from store.formats.windows import persian


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ((1369, 1, 1), date(1990, 3, 21)),
        ((1375, 12, 30), date(1997, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1405, 2, 31), date(2026, 5, 21)),
        ((1405, 10, 11), date(2027, 1, 1)),
    ],
)
def test_a_date_means_a_day(written: tuple[int, int, int], meant: date):
    assert persian.day_of(*written) == meant


@pytest.mark.parametrize(
    "written",
    [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 0, 1), (1404, 1, 0), (2026, 1, 1)],
)
def test_what_is_no_day_is_refused(written: tuple[int, int, int]):
    with pytest.raises(ValueError, match="no day of the Persian calendar"):
        persian.day_of(*written)


def test_days_follow_each_other_through_all_years():
    days = []
    for year in persian.YEARS:
        for month in range(1, 13):
            for day in range(1, 32):
                try:
                    days.append(persian.day_of(year, month, day))
                except ValueError:
                    continue
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
