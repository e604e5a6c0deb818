"""Enter one log as it is read: its pieces, one after the other, and how it ended."""

from collections.abc import Iterable

from store.importing.books import Books
from store.importing.containers.streams import Opened
from store.importing.means import Account, Means
from store.importing.options import Options
from store.importing.preparing import Ending, Prepared
from store.importing.troubles import unfit


class Entry:
    """One log on its way into the database."""

    def __init__(
        self, means: Means, account: Account, books: Books, opened: Opened, source: int | None
    ) -> None:
        """Begin; nothing is entered yet.

        Args:
            means: What the run works with.
            account: What it keeps account of.
            books: Of this turn.
            opened: The log.
            source: `sources.id`, None for a log that is new.
        """
        self._means = means
        self._account = account
        self._books = books
        self._opened = opened
        self._source = source
        self._reached = 0
        self._problem: str | None = None
        """The last thing that was wrong with it."""

    def over(self, answers: Iterable[Prepared | Ending | None], options: Options) -> bool:
        """Enter what is read, and commit it by and by.

        Args:
            answers: Pieces and the ending; None whenever the next one takes a while.
            options: What the user said of the log.

        Returns:
            Whether that is done; if not, somebody else waits for a turn.
        """
        try:
            return self._over(answers, options)
        finally:
            self._books.commit()

    def _over(self, answers: Iterable[Prepared | Ending | None], options: Options) -> bool:
        has_new = False
        for answer in answers:
            if isinstance(answer, Ending):
                self._end(answer, options, has_new=has_new)
                return True
            if answer is not None:
                self._take_in(answer)
                has_new = has_new or answer.records > 0
            if answer is None or self._books.is_due:
                self._commit()
            if self._means.stop():
                return True
            if self._means.turns.is_wanted and not self._opened.cannot_wait:
                return False
        return True

    def _take_in(self, piece: Prepared) -> None:
        """Enter a piece."""
        name, unparsed = self._opened.name, piece.facts.unparsed if piece.facts else 0
        self._source, changes = self._books.enter(name, self._source, piece)
        self._account.count(changes)
        self._account.summary.count(piece.records, unparsed, piece.consumed)
        self._note(piece.problem)
        self._reached = piece.position.offset

    def _commit(self) -> None:
        """Commit what was entered, and tell how far that is."""
        if self._books.commit():
            size = self._opened.identity.size
            done = min(self._reached, size)
            self._means.progress.advanced(self._account.summary.step(self._opened.name, done, size))

    def _end(self, end: Ending, options: Options, *, has_new: bool) -> None:
        """Note that the log has been read to its present end, and what was wrong with it."""
        self._commit()
        self._note(end.problem)
        opened, source = self._opened, self._source
        if source is not None:
            if has_new:
                self._look_at_its_format(source, end, options)
            self._books.settle(source, opened, end, self._problem)
        elif end.problem:
            self._books.note_damage(opened.name, opened.identity, opened.compression, end.problem)

    def _look_at_its_format(self, source: int, end: Ending, options: Options) -> None:
        """Note that a log does not fit its format."""
        misfit = unfit(self._means.writer.connection, source, end.format, options.format)
        self._account.summary.note(self._opened.name, misfit)
        if end.format:
            self._problem = self._problem or misfit

    def _note(self, problem: str | None) -> None:
        self._account.summary.note(self._opened.name, problem)
        self._problem = problem or self._problem
