"""The names of keys: as people write them, and as the screen's bindings want them."""

import string
import unicodedata

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_NAMED = frozenset(
    {
        *("enter", "tab", "shift+tab", "space", "escape", "backspace", "insert", "delete"),
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *(f"f{number}" for number in range(1, 13)),
    }
)
_EATEN = {
    "ctrl+a": "is the prefix of screen",
    "ctrl+b": "is the prefix of tmux",
    "ctrl+c": "interrupts",
    "ctrl+s": "stops the output of terminals",
    "ctrl+z": "stops programs",
    "ctrl+h": "is Backspace on many terminals",
    "ctrl+i": "is Tab on every terminal",
    "ctrl+j": "is Enter on many terminals",
    "ctrl+m": "is Enter on every terminal",
}


def _name(character: str) -> str:
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


PUNCTUATION = {_name(each): each for each in string.punctuation}
"""What is printed on the keys of these names."""


def key_named(text: str) -> str:
    """The name, for a binding, of a key that somebody wrote: `A`, `/`, `ctrl+k`, `f5`, `pageup`.

    Raises:
        ValueError: There is no such key, or terminals keep it for themselves.
    """
    if len(text) == 1 and text.isascii() and text.isalnum():
        return text
    if text == " ":
        return "space"
    if text in PUNCTUATION.values():
        return _name(text)
    lower = text.lower()
    if lower in _EATEN:
        raise ValueError(f"{lower} cannot be used: it {_EATEN[lower]}")
    letter = lower.removeprefix("ctrl+")
    control = letter != lower and len(letter) == 1 and letter in string.ascii_lowercase
    if control or lower in _NAMED or lower in PUNCTUATION:
        return lower
    raise ValueError(f"no key {text!r}; keys are written like A, /, enter, pageup, f5, ctrl+k")


def types_text(key: str) -> bool:
    """Does a key, by its name, put a character into a line to type?"""
    return len(key) == 1 or key in PUNCTUATION or key == "space"
