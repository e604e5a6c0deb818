"""The names that logrotate gives, with its `dateext` and `extension` too.

`access.log.1`, `access.log.2.gz`, `access.log-20261109`, `access-20261109.log`.
"""

import re
from pathlib import Path

_AGE = (
    r"[._-](?P<{0}>\d{{1,4}}|\d{{8}}(?:[-_.T]?\d{{1,10}})?"
    r"|\d{{4}}-\d\d-\d\d(?:[-_.T][\d-]{{1,8}})?)"
)
"""A number, or a date with or without a time."""
_PACKED = r"(?:\.(?:gz|bz2|xz|zst|zip))?\Z"


def rotated_names(log: Path) -> re.Pattern[str]:
    """What matches the names of the files that a log is rotated to.

    How old they are is in the group `behind`, or in `before` where it stands before the ending.
    """
    name, stem, ending = map(re.escape, (log.name, log.stem, log.suffix))
    return re.compile(
        f"(?:{name}{_AGE.format('behind')}|{stem}{_AGE.format('before')}{ending}){_PACKED}"
    )


def is_rotated_from(name: str, log: str) -> bool:
    """Whether a file lies beside a log and has a name that its rotation gives."""
    one, other = Path(name), Path(log)
    return one.parent == other.parent and rotated_names(other).match(one.name) is not None
