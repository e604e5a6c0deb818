"""Start the program: find our packages, then hand over to the command line.

An installed wheel keeps `app`, `widgets` and `store` in the private folder `_logblotter` beside
this file, so that nobody's site-packages gains such common names. In a checkout there is no such
folder and the packages are found as they lie.
"""

import sys
from pathlib import Path

_PRIVATE = Path(__file__).resolve().parent / "_logblotter"
if _PRIVATE.is_dir():
    sys.path.insert(0, str(_PRIVATE))

from app.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
