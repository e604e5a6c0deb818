"""Regular expressions over raw records: RE2, so that none takes longer than its text is long."""

from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol


class Expression(Protocol):
    """An expression made ready."""

    def search(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Any:  # noqa: ANN401 - the library has no types
        """Its first match between two places: None, or an object with `span()`."""


@lru_cache(maxsize=64)
def compiled(text: str) -> Expression:
    r"""An expression made ready; case is ignored, and a match lies within one line.

    It looks at bytes, one at a time: what is not UTF-8 hides nothing. `(?-i:…)` minds the case.

    Raises:
        ValueError: It is none; the message says why.
    """
    engine = import_module("re2")  # few filters hold an expression
    options = engine.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.never_nl = True
    options.never_capture = True  # finding groups takes several times as long
    options.encoding = engine.Options.Encoding.LATIN1
    pattern = f"(?m:{text})".encode("utf-8", "surrogateescape")
    try:
        engine.compile(text.encode("utf-8", "surrogateescape"), options)  # brackets of its own
        found: Expression = engine.compile(pattern, options)
    except engine.error as error:
        said = error.args[0] if error.args else "it is not understood"
        why = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(why) from None
    return found


def escaped(text: str) -> str:
    """The expression that only this text matches."""
    return "".join(
        f"\\{each}" if each.isascii() and not each.isalnum() and each != "\0" else each
        for each in text
    ).replace("\0", r"\x00")
