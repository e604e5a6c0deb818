"""The page of the filter language, from the keys that it knows."""

from collections.abc import Iterator

from store.filters.keys import KEYS, TEXT, Key, Shape

_INTRODUCTION = """\
# Filters

One language everywhere: behind commands, in the app's filter line, and in what rules say to look at
next.

| written | means |
| --- | --- |
| `ip:203.0.113.7` | the key has this value |
| `-path:/health` | leave out what has it |
| `status:4xx user:root` | both |
| `user:root,admin`, `user:(root or admin)` | one of these values |
| `brute`, `"some text"` | the text stands in the raw record |
| `path:/wp-*` | `*` is any text; `\\*` is the character |
| `since:2h`, `until:2026-11-20` | from two hours ago on; through that day |

Letter case does not matter. Words with spaces stand in quotes. What cannot be understood is said
with its column, and the command ends with 2.

```sh
blotter events ip:203.0.113.0/24 status:4xx -path:/robots.txt
blotter events user:root,admin outcome:failure since:2026-11-12 until:2026-11-13
blotter events '"Accepted password"' host:web1
blotter alerts severity:critical status:new
blotter top --by user outcome:failure
```

Times are `30m`, `2h`, `7d`, `2w` ago; `14:30`, `today`, `yesterday`, `monday`; `2026-11-20`,
`'since:"20 Nov 2026 14:30"'` (in the shell, with both quotes). Those
without a zone are UTC.

## Keys

The third column names the event field, which may be written instead of the key
(`source.ip:203.0.113.7`).

| key | selects | field | takes |
| --- | --- | --- | --- |
"""
_TAKES = {
    Shape.TEXT: "text, with `*`",
    Shape.NETWORK: "an address, a network as `192.0.2.0/24`, or a name",
    Shape.STATUS: "a code, a class, a range, or a word",
    Shape.TIME: "a time",
    Shape.NUMBER: "a number, or a range as `7-9`",
}


def page() -> str:
    """The page, as Markdown."""
    return _INTRODUCTION + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    for key in KEYS.values():
        if key.name != TEXT:
            fields = ", ".join(f"`{field}`" for field in key.ecs)
            yield f"| `{key.name}` | {key.help} | {fields} | {_takes(key)} |"


def _takes(key: Key) -> str:
    words = ", ".join(f"`{word}`" for word in key.words)
    return words or _TAKES.get(key.shape, key.shape)
