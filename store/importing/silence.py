"""Tell of logs that fell silent, of those that an import has looked at."""

from collections.abc import Sequence

from store.database.connection import Writer
from store.importing import alert_care
from store.importing.places.folders import folders_of
from store.importing.places.paths import stored_name
from store.importing.places.wanted import Wanted
from store.rules.alerting import no_data
from store.rules.alerting.rhythms import Silent
from store.rules.files.switches import NO_DATA, Switches, says
from store.times import now


def tell(
    writer: Writer, silent: Sequence[Silent], wanted: Sequence[Wanted], switches: Switches
) -> int:
    """Open alerts about silent logs in folders that were looked into; those are not read elsewhere.

    Args:
        writer: Of the database.
        silent: The logs.
        wanted: What was to be read.
        switches: Whether anybody wants to be told.

    Returns:
        How many were opened that no silence hides.
    """
    if not says(no_data.RULE, NO_DATA, switches):
        return 0
    folders = {stored_name(folder) for folder in folders_of(wanted)}
    found = [each for each in silent if each.log.rpartition("/")[0] in folders]
    if not found:
        return 0
    with writer.transaction() as connection:
        changes = no_data.tell(connection, found, now())
        alert_care.hide(connection, changes)
    return len(changes.opened)
