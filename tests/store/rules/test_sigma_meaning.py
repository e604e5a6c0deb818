"""What compiled rules say of records is what Sigma says of them.

Rules and records are drawn at random and judged twice: compiled, by the matcher; and by a plain
reading of the specification (`tests/store/rules/sigma_meaning.py`).
"""

from base64 import b64encode
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from store.model import Fields, Kind, Record
from store.rules.compiled import CompiledRule
from store.rules.compiling.assembling import assemble
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.matcher import Matcher
from tests.store.rules import sigma_meaning

LETTERS = "aAbBéÉ_%'\"-/ 1.\\"
FIELDS = ("user.name", "process.command_line", "process.name", "source.ip", "source.port")
TEXT_FIELDS = FIELDS[:3]
PLACEHOLDERS = {"one": ["a*", "É", "%"], "none_alike": ["\\*b", "1"]}
ADDRESSES = ("192.0.2.1", "192.0.2.200", "::ffff:192.0.2.9", "2001:db8::7", "2001:db9::1", "ab")
NETWORKS = ("192.0.2.0/25", "192.0.2.1/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::7/128", "::/0")
NUMBERS = ("0", "7", "007", "-1", "0x10", "1.5", " 16 ", "ten", "", "1e1x", "99999999999999999999")
TIMES = ("2026-03-05T09:30:00.5Z", "2025-12-31 23:10:12", "2026-01-01T00:01:03+02:00", "9:30")
PATTERNS = ("a+", "^a", "b$", "A.b", r"\d", "é|1", "(?:ab)*-", r"a(?!b)", r"(.)\1", "(?<=a)b", "^$")


WORDS = st.text(LETTERS, max_size=4)
"""Short texts of few letters, so that they often meet."""
WILD = st.text(LETTERS + "*?", max_size=5)
"""Texts with wildcards, some of them escaped."""
FEW = ("a", "B", "-1")
ENCODED = st.sampled_from(FEW) | st.text("aAbB-/ 1", min_size=1, max_size=6)
"""What modifiers that encode take: some, and no wildcards."""


def keyed(
    modifiers: SearchStrategy[str] | str,
    value: SearchStrategy[Any],
    fields: tuple[str, ...] = TEXT_FIELDS,
    linked: bool = True,
) -> SearchStrategy[tuple[str, Any]]:
    """A field with these modifiers, and one such value or several."""
    given_ = st.just(modifiers) if isinstance(modifiers, str) else modifiers
    key = st.builds("{}{}".format, st.sampled_from(fields), given_)
    one = st.tuples(key, value)
    if not linked:
        return one
    several = st.lists(value, min_size=1, max_size=3)
    both = st.builds("{}{}".format, key, st.sampled_from(["", "|all"]))
    return one | st.tuples(both, several)


FRAMES = st.sampled_from(["", "|contains", "|startswith", "|endswith"])
COMPARISONS = st.sampled_from(["|lt", "|lte", "|gt", "|gte"])
PARTS = st.sampled_from([f"|{part}" for part in sigma_meaning.PARTS])
ITEMS: dict[str, SearchStrategy[tuple[str, Any]]] = {
    "plain": keyed(FRAMES, WILD),
    "cased": keyed(FRAMES.map(lambda frame: f"{frame}|cased"), WILD),
    "neq": keyed(FRAMES.map(lambda frame: f"{frame}|neq"), WILD),
    "number": keyed("", st.sampled_from([0, 1, 7, -1, 99999999999999999999]), FIELDS),
    "null": keyed("", st.none(), FIELDS, linked=False),
    "empty": keyed("", st.just(""), FIELDS),
    "exists": keyed("|exists", st.booleans(), FIELDS, linked=False),
    "compare": keyed(COMPARISONS, st.sampled_from([0, 7, 16, 1.5, -1]), FIELDS),
    "cidr": keyed("|cidr", st.sampled_from(NETWORKS), ("source.ip", "user.name")),
    "re": keyed(st.sampled_from(["|re", "|re|i", "|re|m|s"]), st.sampled_from(PATTERNS)),
    "fieldref": keyed(FRAMES.map(lambda frame: f"|fieldref{frame}"), st.sampled_from(TEXT_FIELDS)),
    "fieldref of any": keyed("|fieldref", st.sampled_from(FIELDS), FIELDS),
    "windash": keyed(FRAMES.map(lambda frame: f"|windash{frame}"), st.text("a-/ b", max_size=5)),
    "base64": keyed(st.sampled_from(["|base64", "|base64|contains"]), ENCODED),
    "base64offset": keyed("|base64offset|contains", ENCODED),
    "wide": keyed(
        st.builds(
            "|{}{}".format,
            st.sampled_from(["wide", "utf16", "utf16le", "utf16be"]),
            st.sampled_from(["", "|contains", "|base64", "|base64offset|contains"]),
        ),
        ENCODED,
    ),
    "expand": keyed(
        FRAMES.map(lambda frame: f"|expand{frame}"),
        st.sampled_from(["%one%", "a%none_alike%", "%one%%none_alike%", "b"]),
    ),
    "time": keyed(PARTS, st.sampled_from([0, 1, 3, 5, 9, 10, 12, 23, 30, 31, 2025, 2026])),
    "time compare": keyed(
        st.builds("{}{}".format, PARTS, COMPARISONS), st.sampled_from([1, 9, 30])
    ),
}


KEYWORDS = st.lists(WILD.filter(bool) | st.integers(0, 9), min_size=1, max_size=3)
ALL_KEYWORDS = st.fixed_dictionaries({"|all": st.lists(WILD.filter(bool), min_size=1, max_size=3)})
MAPPINGS = st.lists(st.one_of(*ITEMS.values()), min_size=1, max_size=3).map(dict)
SELECTIONS = MAPPINGS | st.lists(MAPPINGS, min_size=1, max_size=3) | KEYWORDS | ALL_KEYWORDS
NAMES = ("sel_a", "sel_b", "other")
CONDITIONS = st.recursive(
    st.sampled_from([*NAMES, "1 of them", "all of them", "1 of sel_*", "any of sel_*"]),
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("({})".format),
        st.builds("{} and {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
        st.builds("not ({} or {})".format, inner, inner),
    ),
    max_leaves=4,
)
WIDE = [text.encode(code) for text in FEW for code in ("utf-16-le", "utf-16-be")]
IN_BASE64 = [b64encode(plain) for plain in (*WIDE, b"a", b"B", b"-1", b"\xff\xfea\0")]
DETECTIONS = st.fixed_dictionaries({**dict.fromkeys(NAMES, SELECTIONS), "condition": CONDITIONS})
VALUES = st.one_of(
    WORDS,
    st.sampled_from([*LETTERS, "aa", "ab", "aAb", "É", "-ab", "a\nb"]),
    st.sampled_from([encoded.decode() for encoded in (*IN_BASE64, *WIDE)]),
    st.sampled_from([*ADDRESSES, *NUMBERS]),
    st.sampled_from([*TIMES, "—ab", "–a -b"]),
)
"""What stands in the fields of records."""


def recorded(fields: Fields, program: str | None, raw: str) -> Record:
    """A record of an authentication log."""
    kind = Kind("system.auth", category="session", program=program)
    return Record(0, raw.encode(), kind, fields, 0)


def records_of(values: SearchStrategy[str]) -> SearchStrategy[Record]:
    """Records in whose fields these values stand."""
    fields = {
        "user.name": values,
        "process.command_line": values,
        "source.ip": st.sampled_from(ADDRESSES),
        "source.port": st.sampled_from([0, 1, 7, 16, 22]),
    }
    program = st.none() | values.filter(bool)
    return st.builds(recorded, st.fixed_dictionaries({}, optional=fields), program, VALUES)


RECORDS = records_of(VALUES)
MEETING = {
    "base64": records_of(st.sampled_from([encoded.decode() for encoded in IN_BASE64])),
    "wide": records_of(st.sampled_from([encoded.decode() for encoded in (*WIDE, *IN_BASE64)])),
    "time": records_of(st.sampled_from(TIMES)),
    "fieldref": records_of(st.sampled_from(["", "a", "b", "ab", "aAb", "É", "é1"])),
    "windash": records_of(st.sampled_from(["-a", "/a", "–a", "—ab", " ―a", "a-a", "a/a -a"])),
}
"""Records for what other records would hardly ever meet."""


def compiled(folder: Path, detection: dict[str, Any]) -> CompiledRule:
    """A rule with this detection."""
    text = {"title": "A", "logsource": {"product": "linux"}, "detection": detection}
    path = folder / "r.yml"
    path.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    compilation = assemble([path], PLACEHOLDERS)
    assert compilation.problems == ()
    return compilation.rules[0]


def seen(record: Record) -> dict[str, str | int]:
    """A record as the specification sees it."""
    found = {**record.fields, "": record.raw.decode()}
    if record.kind.program is not None:
        found["process.name"] = record.kind.program
    return {name: value for name, value in found.items() if isinstance(value, str | int)}


@pytest.mark.parametrize(
    ("key", "value", "text", "expected"),
    [
        ("user.name", "Adm?n*", "ADMIN-7", True),
        ("user.name", r"a\*", "a*", True),
        ("user.name", r"a\*", "ab", False),
        ("user.name", r"a\\*", r"a\b", True),
        ("user.name", r"C:\a", r"c:\A", True),
        ("user.name", r"C:\\a", r"c:\A", True),
        ("user.name", "MÜLLER", "müller", True),
        ("user.name|cased", "MÜLLER", "müller", False),
        ("user.name|cased", "a[b]*", "a[b]c", True),
        ("user.name|contains|all", ["a", "b"], "xbxa", True),
        ("user.name|contains|all", ["a", "b"], "xbx", False),
        ("user.name|windash|contains", " -f ", "x —f y", True),
        ("user.name|windash|contains", "a-f", "a/f", False),
        ("user.name|base64", "foobar", "Zm9vYmFy", True),
        ("user.name|base64offset|contains", "foobar", "AGZvb2Jhcg==", True),
        ("user.name|wide|base64", "foobar", "ZgBvAG8AYgBhAHIA", True),
        ("user.name|utf16le|base64", "foobar", "ZgBvAG8AYgBhAHIA", True),
        ("user.name|utf16be|base64", "foobar", "AGYAbwBvAGIAYQBy", True),
        ("user.name|utf16|base64", "foobar", "//5mAG8AbwBiAGEAcgA=", True),
        ("user.name|wide", "ab", "a\0b\0", True),
        ("user.name|re", "^A", "abc", False),
        ("user.name|re|i", "^A", "abc", True),
        ("user.name|re", r"(.)\1(?!b)", "xaab", False),
        ("user.name|cidr", "192.0.2.0/24", "::ffff:192.0.2.9", True),
        ("user.name|lt", 16, "0xf", True),
        ("user.name|neq", "a", "b", True),
        ("user.name", 18446744073709551615, "18446744073709551615", True),
        ("user.name", "", "", True),
        ("user.name", None, "", False),
        ("user.name|expand", "%one%", "abc", True),
        ("user.name|week", 10, "2026-03-05", True),
    ],
)
def test_what_the_specification_gives_as_examples(tmp_path, key, value, text, expected):
    one = recorded({"user.name": text}, None, "")
    detection = {"sel": {key: value}, "condition": "sel"}
    assert (found(tmp_path, detection, [one]) == [0]) is expected
    assert (wanted(detection, [one]) == [0]) is expected


@pytest.mark.parametrize(
    ("modifiers", "text", "other", "expected"),
    [
        ("", "aB", "Ab", True),
        ("", "É", "é", True),
        ("", "ab", "a", False),
        ("|startswith", "ab", "A", True),
        ("|startswith", "ab", "b", False),
        ("|endswith", "ab", "B", True),
        ("|endswith", "ab", "a", False),
        ("|contains", "xÉy", "é", True),
        ("|contains", "a%b", "%", True),
        ("|contains", "ab", "%", False),
        ("|neq", "a", "A", False),
        ("|neq", "a", "b", True),
    ],
)
def test_fields_are_compared_as_the_specification_says(tmp_path, modifiers, text, other, expected):
    one = recorded({"user.name": text, "process.command_line": other}, None, "")
    selection = {f"user.name|fieldref{modifiers}": "process.command_line"}
    detection = {"sel": selection, "condition": "sel"}
    assert (found(tmp_path, detection, [one]) == [0]) is expected
    assert (wanted(detection, [one]) == [0]) is expected


def wanted(detection: dict[str, Any], records: list[Record]) -> list[int]:
    """The records that a detection is about, by position."""
    return [
        at
        for at, one in enumerate(records)
        if sigma_meaning.holds(detection, seen(one), PLACEHOLDERS)
    ]


def found(folder: Path, detection: dict[str, Any], records: list[Record]) -> list[int]:
    """The records that the compiled rule hits, by position."""
    matcher = Matcher([compiled(folder, detection)], UTC)
    hits = matcher.hits(Batch(records, Contents(UTC)))
    assert matcher.errors == {}
    return list(hits.get(0, []))


@given(DETECTIONS, st.lists(RECORDS, min_size=4, max_size=8))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_compiled_rule_says_what_sigma_says(tmp_path_factory, detection, records):
    folder = tmp_path_factory.getbasetemp()
    assert found(folder, detection, records) == wanted(detection, records)


@pytest.mark.parametrize("name", ITEMS)
def test_each_modifier_says_what_sigma_says(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()

    @given(ITEMS[name], st.lists(MEETING.get(name, RECORDS), min_size=8, max_size=12))
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    def compare(item: tuple[str, Any], records: list[Record]) -> None:
        detection = {"sel": dict([item]), "condition": "sel"}
        assert found(folder, detection, records) == wanted(detection, records)

    compare()
