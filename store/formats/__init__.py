"""Log formats: bytes to records, without I/O."""
