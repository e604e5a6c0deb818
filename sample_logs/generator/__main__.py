"""Writes the sample logs: `python -m sample_logs.generator [OUT_DIR]`."""

import sys
from pathlib import Path

from sample_logs.generator.expected import PATH, expectations
from sample_logs.generator.week import week


def main(arguments: list[str]) -> None:
    """Write every file below the folder that is named, or over the ones that lie here."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[1]
    told = week()
    for name, content in {**told.files, PATH: expectations(told)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1:])
