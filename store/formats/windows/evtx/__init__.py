"""Windows' own event log files, chunk by chunk."""
