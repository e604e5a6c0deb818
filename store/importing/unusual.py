"""Look for what is unusual in what was read, once there is nothing more to be read."""

from collections.abc import Sequence
from datetime import tzinfo

from store.database import evidence
from store.database.connection import Writer
from store.importing import alert_care
from store.knowledge.address_book import BLANK, AddressBook
from store.rules.alerting.changes import Changes
from store.rules.counting.judging import Active
from store.rules.keeping import catalogue
from store.rules.keeping.standing import is_unsettled
from store.rules.series import settling
from store.rules.series.evidence import Evidence
from store.times import now


def weigh(
    writer: Writer, active: Sequence[Active], zone: tzinfo, book: AddressBook = BLANK
) -> Changes:
    """Bring alerts about what is unusual up to date.

    Args:
        writer: Of the database.
        active: The rules in force; those that have yet to judge what is stored wait for that.
        zone: Where days begin.
        book: What is known of addresses.

    Returns:
        What happened to alerts, but for those that silences hide.
    """
    connection = writer.connection
    if not is_unsettled(connection):
        return Changes()
    late = catalogue.late(connection, active)
    judged = [each for each in active if each not in late]
    evidence.register(connection)
    found = Evidence(connection, zone, book)
    with writer.transaction():
        changes = settling.settle(connection, judged, zone, now(), found.of)
        alert_care.hide(connection, changes)
    return changes
