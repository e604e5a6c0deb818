"""Conditions on fields as SQL, by pySigma's SQLite backend and our own functions where it fails.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

from typing import cast

from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.conditions import ConditionFieldEqualsValueExpression
from sigma.conversion.deferred import DeferredQueryExpression
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaValueError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.types import (
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaString,
    SigmaTimestampPart,
    TimestampPart,
)

from store.rules.reading.fields import CALENDAR, NUMERIC
from store.rules.reading.folding import folded, has_cases

_LONGEST = 50_000
"""Bytes of the longest pattern that SQLite's LIKE and GLOB take."""
_INTEGERS = 2**63
_OF_DAY = (TimestampPart.MINUTE, TimestampPart.HOUR)


class Backend(sqliteBackend):
    """The SQLite backend for columns that are text unless their key is a numeric one."""

    def __init__(self, pipeline: ProcessingPipeline) -> None:
        super().__init__(pipeline)  # type: ignore[no-untyped-call]
        self.columns: set[str] = set()
        """The columns that were asked for."""

    def escape_and_quote_field(self, field: str) -> str:
        """Quote every name, and take note of it.

        In back-quotes, for SQLite takes an unknown name in double quotes for a text.
        """
        self.columns.add(field)
        return "`" + field.replace("`", "``") + "`"

    def compare_precedence(self, outer: object, inner: object) -> bool:  # noqa: ARG002 - the backend's interface
        """Put everything into brackets that is more than one comparison."""
        return isinstance(inner, ConditionFieldEqualsValueExpression)

    def convert_value_str(
        self,
        s: SigmaString,
        state: ConversionState,
        no_quote: bool = False,
        glob_wildcards: bool = False,
    ) -> str:
        """Refuse what SQLite would refuse when the rule is judged."""
        text = super().convert_value_str(s, state, no_quote, glob_wildcards)
        if len(text.encode("utf-8", "replace")) > _LONGEST:
            raise SigmaValueError(f"a value is longer than {_LONGEST} bytes")
        return text

    def convert_condition_field_eq_val_str(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        """Ignore case beyond ASCII too, where a value has letters there: SQLite does not."""
        value = cast("SigmaString", cond.value)
        plain = "".join(part for part in value.s if isinstance(part, str))
        if not has_cases(plain):
            return super().convert_condition_field_eq_val_str(cond, state)
        pattern = self.convert_value_str(value.map_str_parts(folded), state, no_quote=True)
        return f"fold({self.escape_and_quote_field(cond.field)}) LIKE '{pattern}' ESCAPE '\\'"

    def convert_condition_field_eq_val_num(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str | DeferredQueryExpression:
        """Keep the digits of a number that is too large for SQLite: text is compared with them."""
        number = cast("SigmaNumber", cond.value).number
        if cond.field in NUMERIC or -_INTEGERS <= number < _INTEGERS:
            return super().convert_condition_field_eq_val_num(cond, state)
        return f"{self.escape_and_quote_field(cond.field)}='{number}'"

    def convert_condition_field_compare_op_val(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str | DeferredQueryExpression:
        """Compare text as the number that it spells: SQLite would compare letter by letter."""
        value = cond.value
        if not isinstance(value, SigmaCompareExpression):
            return super().convert_condition_field_compare_op_val(cond, state)
        if isinstance(value.number, SigmaTimestampPart):
            column = self._part(cond.field, value.number.timestamp_part)
        else:
            column = self.escape_and_quote_field(cond.field)
            column = column if cond.field in NUMERIC else f"number({column})"
        return f"{column} {self.compare_operators[value.op]} {value.number}"

    def convert_condition_field_eq_val_timestamp_part(
        self,
        cond: ConditionFieldEqualsValueExpression,
        state: ConversionState,  # noqa: ARG002 - the backend's interface
    ) -> str:
        """Read a time's text: SQLite knows a part of the forms that logs use, and no zones."""
        value = cast("SigmaTimestampPart", cond.value)
        return f"{self._part(cond.field, value.timestamp_part)}={value.number}"

    def _part(self, field: str, part: TimestampPart) -> str:
        """A part of the time that a column spells."""
        if field in CALENDAR and (field != "date" or part in _OF_DAY):
            raise SigmaValueError(f"{field} has no {part.name.lower()}; @timestamp has")
        return f"time_part('{part.name.lower()}', {self.escape_and_quote_field(field)})"

    def convert_condition_field_eq_val_cidr(
        self,
        cond: ConditionFieldEqualsValueExpression,
        state: ConversionState,  # noqa: ARG002 - the backend's interface
    ) -> str:
        """Ask for the network itself: patterns over spellings are wrong for IPv6."""
        network = cast("SigmaCIDRExpression", cond.value).cidr.replace("'", "''")
        return f"in_network({self.escape_and_quote_field(cond.field)}, '{network}')"

    def convert_condition_field_eq_field(
        self,
        cond: ConditionFieldEqualsValueExpression,
        state: ConversionState,  # noqa: ARG002 - the backend's interface
    ) -> str:
        """Compare two columns without LIKE, which takes no long value for a pattern."""
        other = cast("SigmaFieldReference", cond.value)
        one, two = map(self.escape_and_quote_field, (cond.field, other.field))
        named = {(True, True): "holds", (True, False): "begins", (False, True): "ends"}
        name = named.get((other.starts_with, other.ends_with))
        return f"{name}({one}, {two})" if name else f"fold({one})=fold({two})"
