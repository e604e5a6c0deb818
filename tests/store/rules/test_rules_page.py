"""The page about rules tells the truth."""

import re
import tomllib
from pathlib import Path

import pytest

from store.rules.compiling.assembling import assemble
from store.rules.logsources import Source, source_for
from store.rules.reading.fields import canonical, is_known
from store.rules.reading.names import Family
from tests.store.rules.making import write

PAGE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
FAMILIES = {
    "web": Family.WEB,
    "Apache's error log": Family.WEB,
    "Linux": Family.LINUX,
    "Windows": Family.WINDOWS,
    "process creation": Family.PROCESS,
    "DNS": Family.DNS,
}


def section(title: str) -> str:
    """The text below a heading."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", line.strip("| "))[:2] for line in lines[2:]]


def blocks(language: str) -> list[str]:
    """The code of a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("log", "names"), rows("Fields"))
def test_every_field_is_known(log, names):
    family = FAMILIES[log.strip()]
    unknown = [name for name in re.findall(r"`(\S+?)`", names) if not known(name, family)]
    assert unknown == []


def known(name: str, family: Family) -> bool:
    """Whether a name is one of the family's, not just any."""
    return is_known(canonical(name, family))


@pytest.mark.parametrize("line", [cells[0] for cells in rows("Log sources")])
def test_every_log_source_is_known(line):
    keys = dict(re.findall(r"(category|product|service): (\w+)", line))
    source = source_for(keys.get("category"), keys.get("product"), keys.get("service"))
    assert isinstance(source, Source)


def test_the_placeholders_are_toml():
    assert "privileged_accounts" in tomllib.loads(blocks("toml")[0])["placeholders"]


def test_the_filter_compiles(tmp_path):
    rule = (
        "title: A\nid: 5b0c1f2e-0002-4a10-9a00-000000000001\nlogsource: {category: webserver}\n"
        "detection: {s: {sc-status: 404}, condition: s}\n"
    )
    paths = [write(tmp_path, "f.yml", blocks("yaml")[0]), write(tmp_path, "r.yml", rule)]
    found = assemble(paths)
    assert (found.problems, "in_network" in found.rules[0].predicate) == ((), True)
