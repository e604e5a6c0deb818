"""Write a big Windows event log for measuring: `python benchmarks/make_evtx.py EVENTS OUT [SEED]`.

Its records hold their elements themselves, without the templates that Windows uses.
"""

import sys
from pathlib import Path

from benchmarks.windows import events
from sample_logs.generator.evtx_writer import write_evtx


def main(arguments: list[str]) -> None:
    """Write the log that the command line asks for."""
    told = events(int(arguments[0]), *map(int, arguments[2:]))
    write_evtx((each.event for each in told), Path(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
