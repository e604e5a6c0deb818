"""From a path to committed events, exactly once."""
