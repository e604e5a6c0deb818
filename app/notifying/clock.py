"""Trust the clock, also after it was ahead of its time; where it never was, that costs one look."""

from store.database.connection import Writer
from store.notifying.due import was_clock_ahead
from store.times import now


def trust_the_clock(writer: Writer) -> None:
    """Date anew what was dated ahead of time, so that nobody waits for that time to come.

    Args:
        writer: Of the database, in no transaction.

    Raises:
        DatabaseBusy: Another writer would not let go; the next run does it.
    """
    if not was_clock_ahead(writer.connection, now()):
        return
    from store.notifying.clocks import put_right
    from store.reports.scheduling import forget_ahead

    with writer.transaction() as connection:
        put_right(connection, now())
        forget_ahead(connection, now())
