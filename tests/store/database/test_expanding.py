"""Compressed columns expand within a limit, whatever they say of themselves."""

import pytest
import zstandard

from store.database.expanding import expanded


def test_what_is_within_the_limit_comes_back():
    assert expanded(zstandard.compress(b"abc"), 3) == b"abc"
    assert expanded(zstandard.compress(b""), 0) == b""


@pytest.mark.parametrize("knows_its_size", [True, False])
def test_what_holds_more_is_refused(knows_its_size):
    packer = zstandard.ZstdCompressor(write_content_size=knows_its_size)
    with pytest.raises(zstandard.ZstdError):
        expanded(packer.compress(bytes(5_000_000)), 1_000_000)
