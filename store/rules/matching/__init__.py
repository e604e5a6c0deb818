"""Which detections hit which records of a batch."""
