"""How many times the records of long batches count, in numpy's arrays."""

import numpy as np

from store.rules.counting.weighing import least
from store.rules.matching.long_batches import LongBatch
from store.rules.matching.numbering import Numbers


def long_weights(batch: LongBatch, records: Numbers, *, by_weight: bool) -> Numbers:
    """How many times some records count: see `weighing.weights`."""
    sheet = batch.sheet
    if sheet is None or sheet.marks is None:
        return np.ones(len(records), np.int64)
    leasts = [least(kind, by_weight=by_weight) for kind in sheet.kinds.kinds]
    weights = batch.array("weight")[records]
    return np.where(weights, weights, np.array(leasts)[batch.array("kind")[records]])
