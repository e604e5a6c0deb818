"""Put HTML together: every text is escaped, unless it is markup that was made here."""

from html import escape

from store.text import safe

_VOID = frozenset({"meta"})


class Markup(str):
    """HTML that may be put into HTML as it is."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int | float) -> Markup:
    """An element.

    Args:
        name: Of the element.
        children: Its content; what is no `Markup` is a text, made safe to draw and escaped.
        attributes: By name; an underline stands for a hyphen, one at the end for nothing.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(*children)}</{name}>")


def text(content: str) -> Markup:
    """A text in which nothing is markup and nothing acts."""
    return Markup(escape(safe(content)))


def joined(*children: str) -> Markup:
    """Pieces one after the other."""
    return Markup(
        "".join(child if isinstance(child, Markup) else text(child) for child in children)
    )
