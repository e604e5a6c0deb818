"""Expand what the database holds compressed, within a limit: it may be damaged, or a stranger's."""

import zstandard


def expanded(packed: bytes, most: int) -> bytes:
    """The bytes of a compressed column.

    Args:
        packed: The column.
        most: Bytes that it may expand to. The library alone would believe what the frame says.

    Raises:
        ZstdError: It is damaged, or holds more.
    """
    if zstandard.frame_content_size(packed) > most:
        raise zstandard.ZstdError(f"more than {most} bytes")
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=max(most, 1))
