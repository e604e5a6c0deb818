"""Find the documents that a receiver refuses, where it says no more than that some are wrong."""

from collections.abc import Callable, Sequence

from store.queries.documents import Document
from store.shipping.receivers.interface import Refusal


def refusals(
    documents: Sequence[Document], wrong: Callable[[Sequence[Document]], str | None]
) -> list[Refusal]:
    """Send documents in ever smaller parts until those are alone that are refused.

    Args:
        documents: At least one.
        wrong: Sends documents; None where all are taken, else what the receiver says.
    """
    reason = wrong(documents)
    if reason is None:
        return []
    if len(documents) == 1:
        return [Refusal(documents[0], reason)]
    half = len(documents) // 2
    return refusals(documents[:half], wrong) + refusals(documents[half:], wrong)
