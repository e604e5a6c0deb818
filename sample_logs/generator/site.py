"""The made-up sites and who visits them: pages, assets, agents, addresses."""

from random import Random
from typing import NamedTuple

from sample_logs.generator.plan import dice
from sample_logs.generator.web_lines import Client

MAIN = "www.example.com"
SHOP = "shop.example.com"
BLOG = "blog.example.com"

BROWSERS = tuple(
    [
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{version}.0.0.0 {mobile}Safari/537.36"
        for version in (146, 147, 148)
        for system, mobile in (
            ("Windows NT 10.0; Win64; x64", ""),
            ("X11; Linux x86_64", ""),
            ("Linux; Android 10; K", "Mobile "),
        )
    ]
    + [
        f"Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
        for version in (149, 150)
        for system in ("Windows NT 10.0; Win64; x64", "X11; Ubuntu; Linux x86_64")
    ]
    + [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        f"(KHTML, like Gecko) Version/{version} Safari/605.1.15"
        for version in ("26.0", "26.1")
    ]
)

CRAWLER = "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/about)"
FEED_READER = "FeedBasket/4.2 (+https://feeds.example.com/; 37 subscribers)"
UPTIME = "UptimeCheck/3.2 (+https://status.example.com/)"

SEARCHES = ("https://search.example.com/", "https://news.example.com/tech", "-", "-", "-")
"""Where visitors come from."""


class Page(NamedTuple):
    """A page or asset of a site."""

    path: str
    size: int
    assets: tuple["Page", ...] = ()


def _sized(rng: Random, paths: tuple[str, ...], low: int, high: int) -> tuple[Page, ...]:
    return tuple(Page(path, rng.randrange(low, high)) for path in paths)


def _numbered(pattern: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pattern.format(name) for name in names)


_TOPICS = ("garden-sheds", "rain-barrels", "bird-houses", "compost", "greenhouses", "tool-care")
_GOODS = ("spade-oak", "rake-12", "hose-25m", "gloves-l", "lantern", "seed-box", "pruner", "twine")
_POSTS = ("autumn-pruning", "sharp-tools", "winter-feed", "leaf-mould", "first-frost", "bulbs")
_COMMON = (
    "/assets/css/main.3f1c.css",
    "/assets/css/print.9a02.css",
    "/assets/js/app.77d1.js",
    "/assets/js/vendor.51be.js",
    "/assets/fonts/plain-400.woff2",
    "/assets/img/logo.svg",
)


def _site(name: str, paths: tuple[str, ...]) -> tuple[Page, ...]:
    """Pages of a site with what they load."""
    rng = dice(f"site {name}")
    common = _sized(rng, _COMMON, 900, 96_000)
    pages = []
    for path in paths:
        stem = path.strip("/").replace("/", "-").split("?")[0] or "home"
        pictures = tuple(f"/assets/img/{stem}-{number}.webp" for number in range(1, 4))
        own = _sized(rng, pictures[: rng.randrange(1, 4)], 6_000, 140_000)
        pages.append(Page(path, rng.randrange(4_000, 48_000), common + own))
    return tuple(pages)


PAGES = {
    MAIN: _site(
        MAIN,
        (
            *("/", "/about", "/contact", "/imprint", "/news", "/careers", "/locations/north"),
            *_numbered("/topics/{}", _TOPICS),
            *_numbered("/news/2026/{}", _POSTS),
        ),
    ),
    SHOP: _site(
        SHOP,
        (
            *("/", "/cart", "/checkout/address", "/search?q=spade", "/search?q=frost+cover&page=2"),
            *_numbered("/p/{}", _GOODS),
        ),
    ),
    BLOG: _site(BLOG, ("/", "/archive", "/tags/tools", *_numbered("/2026/11/{}", _POSTS))),
}


def visitors(name: str, count: int) -> list[Client]:
    """People who visit: documentation addresses, one in three of them IPv6, each with one browser.

    They stay clear of host numbers below 10 and above 189: those play the other parts.
    """
    rng = dice(f"visitors {name}")
    return [Client(_home(rng), rng.choice(BROWSERS)) for _ in range(count)]


def _home(rng: Random) -> str:
    if rng.random() < 0.34:
        return f"2001:db8:{rng.randrange(0x100, 0x8FF):x}:{rng.randrange(16):x}::{_tail(rng)}"
    return f"{rng.choice(('198.51.100', '203.0.113'))}.{rng.randrange(10, 190)}"


def _tail(rng: Random) -> str:
    return f"{rng.randrange(1, 0xFFFF):x}:{rng.randrange(1, 0xFFFF):x}"
