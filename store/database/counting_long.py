"""Count long batches: in numpy's arrays, without an object for any event."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from store.database.counting import Counts


class LongBatch(NamedTuple):
    """When the events of a batch were, and what they add to failures; see `counting.Batch`."""

    times: npt.NDArray[np.int64]
    failed: npt.NDArray[np.int64]
    """Positions of the events that failed."""
    weights: npt.NDArray[np.int64]
    """Of those that failed."""

    def add(self, counts: Counts, codes: Sequence[int]) -> None:
        """Count what a part says of the batch; see `Batch`."""
        numbers = np.asarray(codes, np.uint32)
        events, failures, first, last = (
            np.frombuffer(each, np.int64)
            for each in (counts.events, counts.failures, counts.first, counts.last)
        )
        events += np.bincount(numbers, minlength=len(events))
        np.add.at(failures, numbers[self.failed], self.weights)
        np.minimum.at(first, numbers, self.times)
        np.maximum.at(last, numbers, self.times)


def long_batch(times: Sequence[int], stems: Sequence[int], failures: Sequence[int]) -> LongBatch:
    """A batch.

    Args:
        times: Microseconds since 1970 UTC, of every event.
        stems: For every event the number of its stem.
        failures: For every stem what its events add to failures.
    """
    weights = np.array(failures, np.int64)[np.asarray(stems, np.uint32)]
    failed = np.flatnonzero(weights)
    moments = np.asarray(times, np.int64).view(
        np.int64
    )  # by its usual name: others are 20 x slower
    return LongBatch(moments, failed, weights[failed])
