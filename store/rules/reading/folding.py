"""Texts whose letters differ in case alone made the same, in every alphabet.

SQLite knows only the letters of ASCII. Each character is folded by itself, so that a text keeps its
length: a wildcard for one character stays one.
"""


class _Folds(dict[int, str]):
    """What characters become; only those are kept that become something else, of which few are."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        alone = (each for each in (character.casefold(), character.lower()) if len(each) == 1)
        small = next(alone, character)
        if small != character:
            self[code] = small
        return small


_FOLDS = _Folds()


def folded(text: str) -> str:
    """A text without the difference of large and small letters."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def has_cases(text: str) -> bool:
    """Whether a text holds letters beyond ASCII that have a large and a small form."""
    return not text.isascii() and any(
        one.lower() != one or one.upper() != one for one in text if not one.isascii()
    )
