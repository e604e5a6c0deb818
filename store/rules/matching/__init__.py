"""Which detections hit which records of a batch, and what it costs to find out."""
