"""Put the configured zone into rules whose limits go by the calendar and name none."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from store.rules.calendars.calendar import Place
from store.rules.counting.judging import Active


def placed(active: Iterable[Active], zone: tzinfo) -> list[Active]:
    """The same rules, their calendars in a zone.

    Args:
        active: Rules in force.
        zone: Where days begin for those that name no zone.
    """
    place = Place(zone)
    return [_placed(each, place) for each in active]


def _placed(each: Active, place: Place) -> Active:
    found = each.rule.calendar
    if found is None or found.zone is not None:
        return each
    return each._replace(rule=replace(each.rule, calendar=found._replace(zone=place)))
