"""What a log's bytes come out of: packed files, archives, pipes."""
