"""Write a big access log for measuring: `python benchmarks/make_access.py LINES OUT [SEED [WEEK]]`.

Combined format, about 203 bytes a line, time rising over a week. The parts of a line are drawn
once, into long tables; a block of lines pairs runs of these tables that begin at random places.
"""

import sys
from bisect import bisect
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, repeat
from pathlib import Path
from random import Random
from typing import BinaryIO, NamedTuple

START = datetime(2026, 11, 9, tzinfo=UTC)
SECONDS = 7 * 24 * 3600
BLOCK = 20_000
"""Lines that are made in one go."""
PATHS, AGENTS, REFERERS = 20_000, 400, 900
ADDRESSES = 33_000
"""Addresses to draw from; a million lines show nearly all of them."""

_STATUSES = {200: 860, 304: 50, 404: 40, 301: 18, 302: 12, 403: 7, 401: 5, 500: 8}
"""Answers in a thousand."""


class Tables(NamedTuple):
    """What lines are put together from, each text with the punctuation around it.

    Frequent texts stand in a table often: any run of it has the right mixture.
    """

    addresses: list[bytes]
    requests: list[bytes]
    tails: list[bytes]
    """Status, size, referer and agent."""


def tables(rng: Random) -> Tables:
    """Draw the parts of lines."""
    addresses = [_address(rng, number) for number in range(ADDRESSES)]
    requests = [_request(rng, number) for number in range(PATHS)]
    return Tables(
        _zipf(rng, addresses, 300_007, 0.8),
        [_asked(rng, request) for request in _zipf(rng, requests, 200_003, 0.7)],
        _tails(rng, 60_013),
    )


def write(lines: int, target: BinaryIO, seed: int = 2026, week: int = 0) -> None:
    """Write that many lines.

    Args:
        lines: How many.
        target: Open for writing bytes.
        seed: The same seed gives the same bytes.
        week: The lines' week, from 0.
    """
    start = START + timedelta(weeks=week)
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    drawn = tables(rng)
    for first in range(0, lines, BLOCK):
        count = min(BLOCK, lines - first)
        runs = [_run(rng, table, count) for table in drawn]
        clocks = _clocks(start, first, count, lines)
        target.write(b"".join(chain.from_iterable(zip(runs[0], clocks, *runs[1:], strict=True))))


def _run(rng: Random, table: list[bytes], count: int) -> list[bytes]:
    """So many entries of a table in a row, from anywhere in it."""
    first = rng.randrange(len(table) - count)
    return table[first : first + count]


def _clocks(start: datetime, first: int, count: int, lines: int) -> list[bytes]:
    """The times of a run of lines; one text for all lines of a second."""
    clocks: list[bytes] = []
    at = first
    while at < first + count:
        second = at * SECONDS // lines
        # the first line that falls into a later second
        following = -(-(second + 1) * lines // SECONDS)
        end = min(following, first + count)
        moment = start + timedelta(seconds=second)
        clocks.extend(repeat(moment.strftime("%d/%b/%Y:%H:%M:%S").encode(), end - at))
        at = end
    return clocks


def _zipf(rng: Random, texts: list[bytes], count: int, steepness: float) -> list[bytes]:
    """`count` draws from the texts, the n-th in proportion to `1 / n ** steepness`."""
    bounds = list(accumulate(1 / (number + 1) ** steepness for number in range(len(texts))))
    return [texts[bisect(bounds, rng.random() * bounds[-1])] for _ in range(count)]


def _address(rng: Random, number: int) -> bytes:
    """An address with what follows it; documentation networks have few of them, 2001:db8 many."""
    if number < 700:
        network = ("192.0.2", "198.51.100", "203.0.113")[number % 3]
        return f"{network}.{1 + number // 3} - - [".encode()
    return f"2001:db8:{number:x}::{rng.randrange(1, 0xFFFF):x} - - [".encode()


def _request(rng: Random, number: int) -> bytes:
    """What follows the time: the request line but for its end."""
    place = rng.choice(("articles", "products", "assets/img", "users", "search", "downloads"))
    method = "POST" if rng.random() < 0.05 else "GET"
    return f' +0000] "{method} /{place}/{number:05}/item-{number * 7}'.encode()


def _asked(rng: Random, request: bytes) -> bytes:
    """The request line's end, one in ten with a query."""
    if rng.random() < 0.1:
        return b"%b?page=%d&sort=new HTTP/1.1" % (request, rng.randrange(4_000))
    return request + b" HTTP/1.1"


def _tails(rng: Random, count: int) -> list[bytes]:
    statuses = rng.choices(list(_STATUSES), weights=list(_STATUSES.values()), k=count)
    agents = _zipf(rng, [_agent(number) for number in range(AGENTS)], count, 1.0)
    return [
        b'" %d %d "%b" "%b"\n' % (status, rng.randrange(180, 96_000), _referer(rng), agent)
        for status, agent in zip(statuses, agents, strict=True)
    ]


def _referer(rng: Random) -> bytes:
    if rng.random() < 0.72:
        return b"-"
    return b"https://www.example.com/from/%d" % rng.randrange(REFERERS)


def _agent(number: int) -> bytes:
    if number % 3 == 1:
        return f"ExampleBot/{number}.0 (+https://bot.example.com/)".encode()
    systems = ("Windows NT 10.0; Win64; x64", "X11; Linux x86_64", "Linux; Android 10; K")
    return (
        f"Mozilla/5.0 ({systems[number // 3 % 3]}) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{100 + number}.0.0.0 Safari/537.36"
    ).encode()


def main(arguments: list[str]) -> None:
    """Write the log that the command line asks for."""
    lines, path = int(arguments[0]), Path(arguments[1])
    with path.open("wb") as target:
        write(lines, target, *map(int, arguments[2:]))


if __name__ == "__main__":
    main(sys.argv[1:])
