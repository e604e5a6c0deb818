"""Make records of what a user's patterns find."""

from typing import Any

from store.formats.clock import Instant
from store.formats.own import values
from store.formats.own.finding import Found
from store.formats.own.spec import Pattern, Spec
from store.formats.own.stamps import Times
from store.model import Fields, Kind, Parse, Record

_MOST_KINDS = 4096


class Maker:
    """Makes the records of one source."""

    def __init__(self, spec: Spec, host: str | None, times: Times | None) -> None:
        self._spec = spec
        self._host = host
        self._times = times
        self._kinds: dict[tuple[object, ...], Kind] = {}
        self._unparsed = Kind(dataset=spec.dataset, parse=Parse.NONE)
        self._header = Kind(dataset=spec.dataset, parse=Parse.HEADER)

    def make(self, offset: int, raw: bytes, found: Found | None) -> Record:
        """A record; unparsed where nothing was found."""
        if found is None:
            return Record(offset, raw, self._unparsed, {}, None)
        pattern = found.pattern
        made = values.make(found.values, self._spec.fields)
        fields: Fields = made.fields
        if pattern is not None and pattern.constants:
            fields |= pattern.constants
        if self._host is not None:
            fields.setdefault("host.name", self._host)
        instant = self._instant(found)
        return Record(
            offset,
            raw,
            self._kind(pattern, made.kind),
            fields,
            instant.time if instant else None,
            instant.flags if instant else 0,
            pattern.weight if pattern is not None else 1,
        )

    def _instant(self, found: Found) -> Instant | None:
        """When it was; None where the record does not say."""
        if self._times is None or self._spec.clock is None:
            return None
        text = found.values.get(self._spec.clock.source)
        return None if text is None else self._times.read(values.text_of(text))

    def _kind(self, pattern: Pattern | None, said: dict[str, Any]) -> Kind:
        """The one object for all records of a kind; a pattern's word wins over the record's."""
        key = (pattern.name if pattern is not None else None, *said.items())
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            whole = pattern.kind if pattern is not None else self._header
            new = {name: value for name, value in said.items() if getattr(whole, name) is None}
            kind = self._kinds[key] = whole._replace(**new)
        return kind
