"""Hundreds of rules in the style of public collections: all compile, none on what it is not for."""

import json
import resource
from datetime import UTC
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sigma.modifiers import modifier_mapping

from app.commands import rules
from store.rules.compiled import Compilation
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import files_in
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.matcher import Matcher
from tests.packs import sigma_style
from tests.store.rules.making import WEB, record

CPU = 20.0
"""Seconds of processor time for one check."""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, int, int]:
    """The folder, how many of its rules apply here, and how many do not."""
    folder = tmp_path_factory.mktemp("sigma")
    applicable = sigma_style.write(folder, *sigma_style.APPLICABLE)
    return folder, applicable, sigma_style.write(folder, *sigma_style.INAPPLICABLE)


@pytest.fixture(scope="module")
def checked(written, tmp_path_factory) -> tuple[Result, float]:
    """What `blotter rules check` says of them, and the processor time that the compiler took."""
    config = tmp_path_factory.mktemp("config") / "c.toml"
    listed = "".join(
        f"{name} = {json.dumps(values)}\n" for name, values in sigma_style.PLACEHOLDERS.items()
    )
    config.write_text(f"[placeholders]\n{listed}")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = CliRunner().invoke(
        rules.COMMAND, ["check", "--config", str(config), str(written[0])], standalone_mode=False
    )
    return result, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


@pytest.fixture(scope="module")
def compilation(written) -> Compilation:
    """The same, as the engine gets them."""
    return compile_files(files_in(written[0]), sigma_style.PLACEHOLDERS)


def test_there_are_enough_of_them(written):
    assert written[1] >= 300


def test_a_check_compiles_every_one(written, checked):
    _, applicable, others = written
    found = f"{applicable} rules, 0 examples: no problems"
    first = f"{found}; {others} not applicable: they never fire here"
    result = checked[0]
    assert (result.return_value, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == first


def test_a_check_counts_what_does_not_apply(checked):
    assert checked[0].stdout.splitlines()[1:] == [
        "    20  no log format here provides the Linux service auditd",
        "     8  no log format here provides the logsource aws/cloudtrail",
        "     8  no log format here provides the Linux category process_creation",
        "     8  no log format here provides the logsource proxy",
        "     4  no log format here provides the logsource file_event/macos",
    ]


def test_a_check_is_soon_done(checked):
    assert checked[1] < CPU


def test_every_modifier_is_among_them(written):
    keys = {
        modifier
        for path in files_in(written[0])
        for line in path.read_text().splitlines()
        for modifier in line.split(":")[0].strip(" -'").split("|")[1:]
    }
    assert set(modifier_mapping) - keys == set()


def test_none_looks_at_everything(compilation):
    assert [one.title for one in compilation.rules if not any(one.selector)] == []


def test_all_of_them_can_judge_a_record(compilation):
    lines = (b"x", b"GET /wp-login.php", "Ünïcode ${jndi:".encode())
    records = [
        record(
            kind,
            raw,
            user_name="a",
            winlog_event_data_ObjectName=r"C:\x",
            url_path="/",
        )
        for raw in lines
        for kind in (
            WEB,
            WEB._replace(dataset="system.auth", program="sshd"),
            WEB._replace(dataset="windows.eventlog", channel="Security", code="4625"),
            WEB._replace(dataset="windows.eventlog", channel="System", code="7045"),
        )
    ]
    matcher = Matcher(compilation.rules, UTC)
    matcher.hits(Batch(records, Contents(UTC)))
    assert matcher.errors == {}
