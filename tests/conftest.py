"""What holds for all tests."""

import os
import shutil
import tempfile

from hypothesis import settings

_MEMORY = "/dev/shm"  # noqa: S108 - pytest and tempfile make folders of their own in it
_ROOM = 4 << 30
"""Bytes that have to be free there."""


def _is_fit(folder: str) -> bool:
    """Whether temporary files may lie in a folder: there is room, and what lies there may run."""
    try:
        is_open = not os.statvfs(folder).f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
        return is_open and shutil.disk_usage(folder).free >= _ROOM
    except OSError:
        return False


# every commit waits for the disk: in memory, tests of databases take a third of the time
if "TMPDIR" not in os.environ and _is_fit(_MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY

# how long something takes is measured in benchmarks/; a test says only what comes out
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
