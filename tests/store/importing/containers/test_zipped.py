"""The directory of a zip archive."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import InputError
from store.importing.containers.zipped import Entry, data_start, entries

TEXT = b"one\ntwo\n"


def archive(*names: str, date: tuple[int, int, int, int, int, int] = (2026, 3, 1, 12, 0, 2)):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in names:
            zipped.writestr(zipfile.ZipInfo(name, date), TEXT)
    return packed.getvalue()


@pytest.fixture
def listed(tmp_path):
    """The entries of these bytes, and where the data of each begins."""

    def listed_(data: bytes) -> list[tuple[Entry, int | None]]:
        path = tmp_path / "a.zip"
        path.write_bytes(data)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return [(each, data_start(descriptor, each)) for each in entries(descriptor, "a.zip")]
        finally:
            os.close(descriptor)

    return listed_


def test_entries_come_in_the_order_of_the_directory(listed):
    assert [each.name for each, _ in listed(archive("b.log", "d/a.log"))] == ["b.log", "d/a.log"]


def test_an_entry_says_where_its_bytes_are(listed):
    data = archive("a.log")
    ((entry, start),) = listed(data)
    assert (entry.size, start, entry.packed) == (len(TEXT), 30 + len("a.log"), len(TEXT))


def test_an_entry_says_when_it_was_written(listed):
    ((entry, _),) = listed(archive("a.log"))
    assert entry.modified == 1772366402 * 10**9


def test_an_entry_of_no_date_has_none(listed):
    ((entry, _),) = listed(archive("a.log", date=(1980, 1, 1, 0, 0, 0)))
    assert entry.modified == 0


def test_unix_time_goes_before_local_time(listed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        info = zipfile.ZipInfo("a.log", (2026, 3, 1, 12, 0, 0))
        info.extra = struct.pack("<HHBL", 0x5455, 5, 1, 1_700_000_000)
        zipped.writestr(info, TEXT)
    ((entry, _),) = listed(packed.getvalue())
    assert entry.modified == 1_700_000_000 * 10**9


def test_folders_and_links_are_no_files(listed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.mkdir("d")
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, "../../etc/passwd")
        zipped.writestr("a.log", TEXT)
    assert [each.name for each, _ in listed(packed.getvalue())] == ["a.log"]


def test_zip64_is_read(listed):
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w") as zipped,
        zipped.open("a.log", "w", force_zip64=True) as file,
    ):
        file.write(TEXT)
    data = bytearray(packed.getvalue())
    end = data.rindex(b"PK\5\6")
    size, start = struct.unpack_from("<2L", data, end + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, start)
    place = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    struct.pack_into("<2L", data, end + 12, 0xFFFFFFFF, 0xFFFFFFFF)
    ((entry, _),) = listed(bytes(data[:end]) + record + place + bytes(data[end:]))
    assert (entry.name, entry.size) == ("a.log", len(TEXT))


def test_an_encrypted_entry_is_marked(listed):
    data = bytearray(archive("a.log"))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert [each.is_encrypted for each, _ in listed(bytes(data))] == [True]


def test_entries_that_share_bytes_are_marked(listed):
    data = bytearray(archive("a.log", "b.log", "c.log"))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    struct.pack_into("<L", data, second + 42, 0)
    assert [each.overlaps for each, _ in listed(bytes(data))] == [True, True, False]


def test_an_entry_that_reaches_into_the_directory_is_marked(listed):
    data = bytearray(archive("a.log"))
    struct.pack_into("<L", data, data.index(b"PK\1\2") + 20, 1000)
    assert [each.overlaps for each, _ in listed(bytes(data))] == [True]


def test_a_header_that_is_not_there_is_told(listed):
    data = bytearray(archive("a.log"))
    data[0] = 0
    assert [start for _, start in listed(bytes(data))] == [None]


@pytest.mark.parametrize("name", ["ü.log", "../../x.log", "/etc/x.log", "C:\\x.log", "a\n.log"])
def test_a_name_is_data(listed, name):
    assert [each.name for each, _ in listed(archive(name))] == [name]


@pytest.mark.parametrize("keep", [4, 40, -22, -1])
def test_a_cut_archive_is_told(listed, keep):
    with pytest.raises(InputError, match="cut off"):
        listed(archive("a.log", "b.log")[:keep])


def test_an_archive_of_nothing_is_empty(listed):
    assert listed(archive()) == []


DATA = archive("a.log", "d/b.log")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_nothing_that_is_damaged_raises_but_an_input_error(tmp_path_factory, data):
    broken = bytearray(DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.sampled_from([0, 1, 80, 127, 255]))
    path: Path = tmp_path_factory.getbasetemp() / "broken.zip"
    path.write_bytes(broken)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        found = [data_start(descriptor, each) for each in entries(descriptor, "a")]
    except InputError as error:
        found = [len(error.message)]
    finally:
        os.close(descriptor)
    assert len(found) <= 2
