"""Writes every page: `python -m releasing.reference`."""

from pathlib import Path

from releasing.reference.pages import PAGES

_DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Write the pages over the ones that lie in `docs`."""
    for name, page in PAGES.items():
        (_DOCS / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
