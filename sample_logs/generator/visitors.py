"""Ordinary web traffic: people, their browsers' caches, crawlers, feed readers and a monitor."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sample_logs.generator.ledger import Line, Story
from sample_logs.generator.plan import DAYS, at, dice, every, later, load, moments
from sample_logs.generator.site import (
    BLOG,
    CRAWLER,
    FEED_READER,
    MAIN,
    PAGES,
    SEARCHES,
    SHOP,
    UPTIME,
    visitors,
)
from sample_logs.generator.web_lines import (
    ACCESS,
    ROTATED,
    VHOSTS,
    Client,
    Request,
    access,
    vhost_access,
)

ROTATION = 13
"""The day on which the main site's log was begun anew."""

SESSIONS = {MAIN: 150, SHOP: 42, BLOG: 24}
"""Visits on an ordinary working day."""

MISSES = {9: 6, 10: 7, 11: 5, 12: 9, 13: 6, 14: 4, 15: 5, 16: 6}
"""Ordinary 404 answers a day: more than ten in all would be an alert, on a Thursday fifty."""

_MISSING = (
    "/apple-touch-icon-precomposed.png",
    "/apple-touch-icon-120x120.png",
    "/browserconfig.xml",
    "/news/2019/garden-fair",
    "/assets/img/spring-sale.png",
    "/.well-known/traffic-advice",
    "/topics/rain-barrel",
    "/old/index.html",
)


def main_log(time: datetime) -> str:
    """Which of the main site's files a request of that time stands in."""
    return ROTATED if time.day < ROTATION else ACCESS


def ordinary() -> Story:
    """A week of people and harmless machines."""
    files: dict[str, list[Line]] = {ACCESS: [], ROTATED: [], VHOSTS: []}
    for site in PAGES:
        for request in _requests(site):
            if site == MAIN:
                files[main_log(request.time)].append(access(request))
            else:
                files[VHOSTS].append(vhost_access(request, site))
    return Story(files)


def _requests(site: str) -> Iterator[Request]:
    rng = dice(f"traffic {site}")
    people = visitors(site, 4 * SESSIONS[site])
    caches: dict[str, set[str]] = {person.address: set() for person in people}
    for day in DAYS:
        for start in moments(rng, day, round(SESSIONS[site] * load(day))):
            person = people[int(len(people) * rng.random() ** 2)]
            yield from _session(rng, site, person, start, caches[person.address])
        yield from _machines(rng, site, day)
    if site == MAIN:
        yield from _misses(rng, people)


def _session(
    rng: Random, site: str, person: Client, start: datetime, cache: set[str]
) -> Iterator[Request]:
    """One visit: a few pages, each with what the browser has not cached."""
    referer, time = rng.choice(SEARCHES), start
    for page in rng.choices(PAGES[site], k=1 + int(6 * rng.random() ** 2)):
        size = page.size + rng.randrange(60)
        yield Request(time, person, page.path, size=size, referer=referer)
        referer = f"https://{site}{page.path}"
        for asset in page.assets:
            yield from _asset(
                rng, Request(time, person, asset.path, 200, asset.size), cache, referer
            )
        time = later(time, rng, 8, 150)
        if rng.random() < 0.07:
            yield Request(time, person, page.path, 302, 398, "POST", referer=referer)


def _asset(rng: Random, request: Request, cache: set[str], referer: str) -> Iterator[Request]:
    """A part of a page, unless the browser has it and does not ask whether it is still good."""
    moment = later(request.time, rng, 0.1, 2.5)
    if request.target not in cache:
        cache.add(request.target)
        yield request._replace(time=moment, referer=referer)
    elif rng.random() < 0.2:
        yield request._replace(time=moment, referer=referer, status=304, size=181)


def _machines(rng: Random, site: str, day: int) -> Iterator[Request]:
    """Crawler, feed reader and monitor: awake at night as well."""
    crawler = Client("192.0.2.33", CRAWLER)
    yield Request(next(every(rng, day, 1440, 3600)), crawler, "/robots.txt", 200, 312)
    for moment in every(rng, day, 96, 900):
        page = rng.choice(PAGES[site])
        yield Request(moment, crawler, page.path, size=page.size)
    if site == BLOG:
        reader = Client("2001:db8:feed::14", FEED_READER)
        for number, moment in enumerate(every(rng, day, 120, 20)):
            yield Request(moment, reader, "/feed.xml", *((304, 181) if number else (200, 18_204)))
    if site == MAIN:
        monitor = Client("192.0.2.9", UPTIME)
        for moment in every(rng, day, 30, 2):
            yield Request(moment, monitor, "/health", 200, 171, method="HEAD")


def _misses(rng: Random, people: list[Client]) -> Iterator[Request]:
    """What browsers and old links ask for in vain."""
    for day, count in MISSES.items():
        for moment, person in zip(moments(rng, day, count), rng.sample(people, count), strict=True):
            path, referer = rng.choice(_MISSING), rng.choice(SEARCHES)
            yield Request(moment, person, path, 404, 1_187, referer=referer)


def spike() -> Story:
    """A page of the main site becomes news: twenty minutes with many times the usual visitors."""
    rng = dice("spike")
    page = next(page for page in PAGES[MAIN] if page.path == "/news/2026/first-frost")
    lines = []
    for person in visitors("spike", 420):
        time = later(at(13, "18:00"), rng, 0, 1200 * rng.random())
        lines.append(access(Request(time, person, page.path, 200, page.size, referer=SEARCHES[1])))
        for asset in rng.sample(page.assets, 2):
            moment = later(time, rng, 0.1, 3)
            lines.append(access(Request(moment, person, asset.path, 200, asset.size)))
    return Story({ACCESS: lines})
