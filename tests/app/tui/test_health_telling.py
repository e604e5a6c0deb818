"""Sources as rows of Health."""

import pytest

from app.screens.health_telling import rows
from store.queries.health import Health, SourceHealth


def source(path: str) -> SourceHealth:
    return SourceHealth(
        path=path, format="system.auth", events=1, unparsed=0, lost=0, last_record=None,
        last_import=None, error=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["/var/log/a.log", "/var/log/b/c.log"], ["…/a.log", "…/b/c.log"]),
        (["/var/log/a.log", "/srv/b.log"], ["/var/log/a.log", "/srv/b.log"]),
        (["/var/log/a.log", "b.log"], ["/var/log/a.log", "b.log"]),
        (["/a.log", "/b.log"], ["/a.log", "/b.log"]),
        (["/var/log/a.log"], ["/var/log/a.log"]),
    ],
)
def test_a_folder_that_all_have_is_left_out(paths, told):
    health = Health(
        sources=[source(path) for path in paths], silent=[], rules=0, broken=[], costly=[],
        mail=None, bytes=0, free=0,
    )  # fmt: skip
    assert [row.cells[-1] for row in rows(health, 0)] == told
