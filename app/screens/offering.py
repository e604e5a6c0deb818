"""What a filter that is being typed may become."""

import sqlite3
from collections.abc import Sequence

from store.filters import completion
from store.queries import completions
from widgets.filter_bar import Offer
from widgets.view_models import shown

MOST = 8
_WIDEST = 32
"""Characters of an offer that are shown."""


def offers(connection: sqlite3.Connection, text: str) -> Sequence[Offer]:
    """Keys, or values of the key that was typed."""
    word = completion.unfinished(text)
    if word.key is None:
        found = [key.name for key in completion.keys_like(word.prefix)]
        return [Offer(shown(f"{name}:"), completion.taken(text, word, name)) for name in found]
    values = completions.values(connection, word.key, word.prefix, MOST)
    return [Offer(shown(value, _WIDEST), completion.taken(text, word, value)) for value in values]
