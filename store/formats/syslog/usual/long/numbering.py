"""Number what stands in the lines of long pieces: who speaks, where from, and what is said."""

from array import array
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from store.formats.syslog.usual.sayings import SILENT, Spoken
from store.formats.syslog.usual.speakers import Place, Speakers
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.model import Fields

Column: TypeAlias = "array[int]"
AUTHENTICATES, TELLS, IS_ORPHAN = 1, 2, 4
"""Marks of a meaning: see `Saying.authenticates`, `Saying.nature` and `Seldom.is_orphan`."""


class Texts:
    """Gives every text that it is asked for another number."""

    def __init__(self) -> None:
        self.fields: list[Fields] = []
        """Nothing: what a text stands for is found out by who asks."""
        self.size = 0

    def __getitem__(self, _text: bytes) -> int:
        self.size += 1
        return self.size


class Places:
    """Numbers programs on hosts, by what stands between the stamp and the process."""

    def __init__(self, speakers: Speakers) -> None:
        self.fields: list[Fields] = []
        """As in `Texts`."""
        self.places: list[Place | None] = [None]
        """What each number stands for; None where it is not plain who speaks."""
        self.hosts: Column = array("q", [0])
        """The numbers of the fields that name their hosts; 0 where that is not plain."""
        self.programs: Column = array("q", [0])
        """A number for each that gives messages the same meaning."""
        self._known: dict[int, int] = {}
        self._speakers = speakers

    def __getitem__(self, where: bytes) -> int:
        place = self._speakers.place(where)
        self.places.append(place)
        self.hosts.append(place.number if place else 0)
        self.programs.append(self._known.setdefault(id(place and place.sayings), len(self._known)))
        return len(self.places) - 1


class Addresses:
    """Numbers addresses by what stands for them; 0 for all that are none."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.fields: list[Fields] = []
        """As in `Texts`."""
        self.texts = [""]
        """The addresses in their one spelling."""
        self.sources: Column = array("q", [0])
        """The numbers of the fields that hold them."""
        self._vocabulary = vocabulary

    def __getitem__(self, text: bytes) -> int:
        found = self._vocabulary.addresses[text.decode()]
        if found is None or not found[1]:
            return 0
        self.sources.append(found[0])
        self.texts.append(found[1])
        return len(self.texts) - 1


class Meanings:
    """What messages mean, numbered; 0 is of a line that is read with care."""

    def __init__(self) -> None:
        self.spoken: list[Spoken] = []
        """What each number stands for. Where the message names a client by address and port, these
        are another's."""
        self._rows: Column = array("q")
        """A `Row` for each, one behind the other."""
        self.add(SILENT)

    def add(self, spoken: Spoken) -> int:
        """Number what a message means."""
        saying, source, user, port, _, _ = spoken
        marks = AUTHENTICATES * saying.authenticates + TELLS * (saying.nature is not None)
        marks += IS_ORPHAN * saying.seldom.is_orphan
        port = -1 if port is None else port
        self._rows.extend((saying.kind, saying.said, saying.weight, source, user, port, marks))
        self.spoken.append(spoken)
        return len(self.spoken) - 1

    def of(self, numbers: npt.NDArray[np.integer]) -> "Meant":
        """What some numbers stand for."""
        rows = np.frombuffer(self._rows, np.int64).reshape(len(self.spoken), -1)
        return Meant(*rows[numbers].T)


class Meant(NamedTuple):
    """What some messages mean, as columns."""

    kinds: npt.NDArray[np.int64]
    said: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int64]
    sources: npt.NDArray[np.int64]
    users: npt.NDArray[np.int64]
    ports: npt.NDArray[np.int64]
    """-1 for none."""
    marks: npt.NDArray[np.int64]


def taken(column: Column, numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """What numbers stand for in a column."""
    found: npt.NDArray[np.int64] = np.frombuffer(column, np.int64)[numbers]
    return found
