"""The files that are shipped are the files that the generator writes."""

import gzip
from pathlib import Path

import pytest

import sample_logs
from sample_logs.generator.__main__ import main
from sample_logs.generator.week import week

SHIPPED = Path(sample_logs.__file__).parent
DATA = sorted(
    path.relative_to(SHIPPED).as_posix()
    for path in SHIPPED.rglob("*")
    if path.is_file() and path.suffix not in {".py", ".pyc", ".md"}
)


def test_no_file_is_missing_and_none_is_left_over(written):
    assert sorted(written) == DATA


@pytest.mark.parametrize("name", [name for name in DATA if not name.endswith(".gz")])
def test_a_shipped_file_is_what_the_generator_writes(written, name):
    assert (SHIPPED / name).read_bytes() == written[name]


@pytest.mark.parametrize("name", [name for name in DATA if name.endswith(".gz")])
def test_a_packed_file_holds_what_the_generator_writes(written, name):
    """The packed bytes may differ from one zlib to the next; what is in them may not."""
    shipped = (SHIPPED / name).read_bytes()
    assert gzip.decompress(shipped) == gzip.decompress(written[name])


@pytest.mark.parametrize("name", [name for name in DATA if name.endswith(".gz")])
def test_a_packed_file_names_no_time_and_no_machine(name):
    assert (SHIPPED / name).read_bytes()[:10] == bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3))


def test_a_second_run_writes_the_same(made):
    assert week() == made


def test_the_command_writes_every_file_to_the_named_folder(tmp_path, written):
    main([str(tmp_path)])
    assert {name: (tmp_path / name).read_bytes() for name in DATA} == written
