"""How to start this program's own code in a process of its own."""

import sys
from pathlib import Path

_PACKAGES = Path(__file__).resolve().parent.parent


def command(code: str) -> list[str]:
    """The words that run Python code which may import our packages, installed or not.

    `-P` keeps the working directory off the child's module path, and the folder of our packages
    goes to its front: what else is called `app` or `store` somewhere is not ours.
    """
    return [
        sys.executable,
        "-P",
        "-c",
        f"import sys; sys.path.insert(0, sys.argv.pop(1)); {code}",
        str(_PACKAGES),
    ]
