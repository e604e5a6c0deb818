"""Writes every page, and what the wheel lays out: `python -m releasing.reference`."""

from pathlib import Path

from releasing.reference.pages import PAGES
from releasing.reference.shared import SHARED

_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Write them over the ones that lie in `docs` and in `releasing/share`."""
    # first, as a command remembers by which names it was asked for help
    for name, text in SHARED.items():
        path = _ROOT / "releasing" / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), "utf-8")
    for name, page in PAGES.items():
        (_ROOT / "docs" / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
