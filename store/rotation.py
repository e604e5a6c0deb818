"""What a rotation adds to the name of a log: logrotate's, with its `dateext` and `extension` too.

`access.log.1`, `access.log.2.gz`, `access.log-20261109`, `access-20261109.log`.
"""

import re
from pathlib import Path

_NUMBER = r"\d{1,4}"
_DATE = r"20\d\d(?:0[1-9]|1[0-2])|\d{8}[-_.T\d]{0,11}|\d{4}-\d\d-\d\d[-_.T\d]{0,9}"
"""A month, or a day, with or without a time."""
_PACKED = r"\.(?:gz|bz2|xz|zst|zip)"

_PACKING = re.compile(rf"{_PACKED}\Z")
_AGE = rf"(?:(?<!\.\d)(?<!\.\d\d)(?<!\.\d{{3}})\.{_NUMBER}|[._-](?:{_DATE}))"
"""Where the log itself is not known, only a dot makes a number an age, and not behind another such
number: `web-1.log` and `192.0.2.1.log` are logs of their own."""
_BEHIND = re.compile(rf"{_AGE}\Z")
_BEFORE = re.compile(rf"{_AGE}(?=\.[a-z]\w{{0,7}}\Z)", re.IGNORECASE)
_BEGINNING = re.compile(
    rf"(?P<beginning>.+?)(?:[._-](?:{_NUMBER}|{_DATE}))?"
    rf"(?:\.[a-z]{{2,4}})?(?:[._-]{_NUMBER})?(?:{_PACKED})?",
    re.IGNORECASE,
)


def log_name(path: str) -> str:
    """The name of the log that a file, rotated or not, is a part of.

    Args:
        path: Of the file, packed or not; in an archive or not.
    """
    return _BEFORE.sub("", _BEHIND.sub("", _PACKING.sub("", path)))


def beginning(name: str) -> str:
    """What the names of a log and of all that it is rotated to may begin with, at the least."""
    found = _BEGINNING.fullmatch(name)
    return found["beginning"] if found else Path(name).stem


def rotated_names(log: Path) -> re.Pattern[str]:
    """What matches the names of the files that a log is rotated to.

    How old they are is in the group `behind`, or in `before` where it stands before the ending.
    """
    name, stem, ending = map(re.escape, (log.name, log.stem, log.suffix))
    age = rf"[._-](?P<{{}}>{_NUMBER}|{_DATE})"
    behind, before = (age.replace("{}", group) for group in ("behind", "before"))
    return re.compile(rf"(?:{name}{behind}|{stem}{before}{ending})(?:{_PACKED})?\Z")


def is_rotated_from(name: str, log: str) -> bool:
    """Whether a file lies beside a log and has a name that its rotation gives."""
    one, other = Path(name), Path(log)
    return one.parent == other.parent and rotated_names(other).match(one.name) is not None
