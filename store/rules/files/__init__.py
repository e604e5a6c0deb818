"""Which rule files there are, and which of their rules are wanted."""
