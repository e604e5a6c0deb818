"""The report that small scripts print of an access log: threshold, total, addresses, ALERT.

    404 errors on 2026-11-11 (Wednesday)
    Threshold: 10
    Total 404 errors: 131
        120 203.0.113.197
         11 192.0.2.101
    ALERT: 131 404 errors exceed the threshold of 10

The lines of addresses are those of `sort | uniq -c | sort -rn`, so that what reads them goes on to
work.
"""

from collections.abc import Iterable, Iterator

from store.reports.missing import MissingDay
from store.reports.periods import WEEKDAYS
from store.text import safe


def classic(found: Iterable[MissingDay]) -> Iterator[str]:
    """The lines, day by day."""
    for number, each in enumerate(found):
        if number:
            yield ""
        yield from _day(each)


def _day(each: MissingDay) -> Iterator[str]:
    yield f"404 errors on {each.day} ({WEEKDAYS[each.day.weekday()]})"
    yield f"Threshold: {each.limit}"
    yield f"Total 404 errors: {each.total}"
    for address, answers in each.addresses:
        yield f"{answers:7} {safe(address)}"
    if each.is_over:
        yield f"ALERT: {each.total} 404 errors exceed the threshold of {each.limit}"
