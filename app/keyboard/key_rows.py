"""The rows in which commands are declared, and those that every list or page has alike.

`app.keyboard.keys` makes commands of them.
"""

from typing import TypeAlias

Declared: TypeAlias = tuple[str, str, str, str, str, bool]
"""A command without its context: id, keys, action, label, help, whether it is a hint."""

BACK = "q,escape,h,backspace"
PAGE_DOWN, PAGE_UP = "pagedown,ctrl+d,space", "pageup,ctrl+u"


def stepping(part: str, one: str) -> tuple[Declared, ...]:
    """How the cursor moves in a list.

    Args:
        part: What the ids of the commands begin with.
        one: What the list has: `row`.
    """
    return (
        (f"{part}.down", "j,down", "move(1)", "down", f"Next {one}", False),
        (f"{part}.up", "k,up", "move(-1)", "up", f"Previous {one}", False),
    )


def sideways(part: str, what: str = "Value") -> tuple[Declared, ...]:
    """How the cursor moves within a row."""
    return (
        (f"{part}.left", "left", "cell(-1)", "", f"{what} to the left", False),
        (f"{part}.right", "right", "cell(1)", "", f"{what} to the right", False),
    )


def scrolling(part: str) -> tuple[Declared, ...]:
    """How a text moves by a line."""
    return (
        (f"{part}.down", "j,down", "scroll(1)", "down", "Scroll down", False),
        (f"{part}.up", "k,up", "scroll(-1)", "up", "Scroll up", False),
    )


def paging(part: str, *, hint: bool = False) -> tuple[Declared, ...]:
    """How a list moves by a page, or a text, whose key line tells how one reads on."""
    return (
        (f"{part}.page_down", PAGE_DOWN, "page(1)", "", "Next page", hint),
        (f"{part}.page_up", PAGE_UP, "page(-1)", "", "Previous page", False),
    )


def leaving(part: str, keys: str = BACK, does: str = "Back") -> tuple[Declared, ...]:
    """How one reads what the keys of a page do, and leaves it.

    Args:
        part: What the ids of the commands begin with.
        keys: The keys that lead back.
        does: What leaving means there, for the help.
    """
    return (
        (f"{part}.help", "question_mark", "help", "help", "Help", True),
        (f"{part}.back", keys, "back", "back", does, True),
    )


def story(part: str, what: str, *, hint: bool = False) -> tuple[Declared, ...]:
    """How the text beside a list moves by a line."""
    down, up = ("down", "up") if hint else ("", "")
    return (
        (f"{part}.story_down", "J", "scroll_story(1)", down, f"Scroll the {what} down", hint),
        (f"{part}.story_up", "K", "scroll_story(-1)", up, f"Scroll the {what} up", hint),
    )
