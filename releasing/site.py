"""What MkDocs asks while it builds the site: the documents that lie outside of `docs`, as pages.

They stay where a reader of the repository looks for them. A link to one leads to its page; a link
to anything else outside of `docs` becomes plain text.
"""

import posixpath
import re
from importlib import import_module
from pathlib import Path
from typing import Protocol

_ROOT = Path(__file__).parent.parent
_DOCS = "docs"

PAGES = {
    "reference/built-in-rules.md": "store/rules/builtin/README.md",
    "explanation/architecture.md": "ARCHITECTURE.md",
    "explanation/benchmarks.md": "benchmarks/README.md",
    "explanation/sample-logs.md": "sample_logs/README.md",
    "project/changelog.md": "CHANGELOG.md",
    "project/contributing.md": "CONTRIBUTING.md",
    "project/security.md": "SECURITY.md",
}
"""Pages of the site, and the documents that they show."""

_PAGE_OF = {document: page for page, document in PAGES.items()}
_ROW = re.compile(r"^\|.*\|$", re.MULTILINE)
_CODE = re.compile(r"`[^`]+`")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


class Files(Protocol):
    """MkDocs's files of the site."""

    def append(self, file: object) -> None:
        """Take one more."""


class File(Protocol):
    """MkDocs's file of a page."""

    src_uri: str
    """Where it lies below `docs`, or would."""


class Page(Protocol):
    """MkDocs's page."""

    file: File
    """What it is made of."""


def on_files(files: Files, config: object) -> Files:
    """Add the documents outside of `docs` to the files of the site."""
    # Looked up here: where MkDocs is missing, links can still be rewritten.
    made = import_module("mkdocs.structure.files").File.generated
    for page, document in PAGES.items():
        files.append(made(config, page, abs_src_path=str(_ROOT / document)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Make a page of the repository one of the site."""
    return unescaped(relinked(markdown, page.file.src_uri))


def relinked(markdown: str, page: str) -> str:
    """A page's Markdown with its links as the site needs them.

    Args:
        markdown: As it stands in the repository.
        page: Where the site has it, below `docs`.
    """
    document = PAGES.get(page, f"{_DOCS}/{page}")
    return _LINK.sub(lambda link: _link(link, document, page), markdown)


def unescaped(markdown: str) -> str:
    """A page whose code in tables has plain pipes: the site would show a backslash before them."""
    return _ROW.sub(
        lambda row: _CODE.sub(lambda code: code[0].replace(r"\|", "|"), row[0]), markdown
    )


def _link(link: re.Match[str], document: str, page: str) -> str:
    """One link of a document, as its page needs it."""
    image, text, target = link.groups()
    path, mark, anchor = target.partition("#")
    if "://" in target or target.startswith("mailto:") or not path:
        return link[0]
    place = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    shown = _shown(place)
    if shown is None:
        return str(text)
    there = posixpath.relpath(shown, posixpath.dirname(page) or ".")
    return f"{image}[{text}]({there}{mark}{anchor})"


def _shown(place: str) -> str | None:
    """Where the site has a file of the repository; None: nowhere."""
    if place in _PAGE_OF:
        return _PAGE_OF[place]
    folder, _, below = place.partition("/")
    return below if folder == _DOCS and below else None
