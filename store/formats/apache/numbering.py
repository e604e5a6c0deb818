"""Number what comes again and again in a log, and remember what each number stands for.

Lists of numbers are what the rest of the way is quick with: counted, compared and stored without a
look at the texts.
"""

from array import array
from collections.abc import Callable

from store.formats.apache.requests import Request, Statuses, read_request, statuses
from store.formats.numbers import KindNumbers, Numbers
from store.formats.sheet import NOTHING
from store.model import Fields

WIDEST = 512
"""Bytes of the longest text that is remembered."""


class Numbering(Numbers, dict[bytes, int]):
    """Numbers texts; `numbering[text]` never fails, and costs one look-up where it is known.

    The number 0 stands for no text. Long texts are numbered anew each time.
    """

    def __init__(self, read: Callable[[bytes], Fields]) -> None:
        """Begin.

        Args:
            read: Says what a text means. The fields are shared and not to be changed.
        """
        super().__init__()
        self._read = read

    def __missing__(self, text: bytes) -> int:
        """Give a text the next number."""
        number = self._learn(text)
        if len(text) <= WIDEST:
            self[text] = number
        return number

    def _learn(self, text: bytes) -> int:
        return self.add(self._read(text))

    def said(self, text: bytes) -> Fields:
        """What a text means."""
        return self.fields[self[text]]

    def begin_anew(self) -> None:
        """Forget all texts; sheets that were made before keep what their numbers stand for."""
        self.clear()
        self.fields = [NOTHING]


NO_STATUS = -1
"""The number of the kind that a word has which is no status."""


class StatusNumbers(dict[bytes, int]):
    """The numbers of the kinds of one method and version, by status as logged."""

    def __init__(self, statuses: Statuses, numbers: KindNumbers) -> None:
        super().__init__()
        self.statuses = statuses
        """The kinds themselves."""
        self._numbers = numbers

    def __missing__(self, status: bytes) -> int:
        """Number the kind of a status; what is none is not remembered."""
        kind = self.statuses[status]
        if kind is None:
            return NO_STATUS
        number = self[status] = self._numbers[kind]
        return number


class RequestNumbering(Numbering):
    """Numbers request lines, and knows the kinds of the records that hold them."""

    def __init__(self, numbers: KindNumbers) -> None:
        super().__init__(lambda line: read_request(line).fields)
        self._numbers = numbers
        self._tables: dict[int, int] = {}
        self.statuses: list[StatusNumbers] = []
        """The kinds of records with one method and version; the first has neither."""
        self._table(statuses(None, None))
        self.tables = array("I", [0])
        """For each number the position in `statuses` of the kinds of its records."""

    def add(self, fields: Fields) -> int:
        """Give fields that belong to no request a number."""
        self.tables.append(0)
        return super().add(fields)

    def kind(self, number: int, status: bytes) -> int:
        """The number of the kind of a record with that request; `NO_STATUS` where that is none."""
        return self.statuses[self.tables[number]][status]

    def request(self, line: bytes) -> Request:
        """What a request line says."""
        number = self[line]
        return Request(self.statuses[self.tables[number]].statuses, self.fields[number])

    def begin_anew(self) -> None:
        """Forget all request lines; kinds keep their numbers."""
        super().begin_anew()
        self.tables = array("I", [0])

    def _learn(self, text: bytes) -> int:
        request = read_request(text)
        number = self.add(request.fields)
        self.tables[number] = self._table(request.kinds)
        return number

    def _table(self, of_request: Statuses) -> int:
        """The one table of a method and version, of which `statuses` keeps one object each."""
        found = self._tables.get(id(of_request))
        if found is None:
            found = self._tables[id(of_request)] = len(self.statuses)
            self.statuses.append(StatusNumbers(of_request, self._numbers))
        return found
