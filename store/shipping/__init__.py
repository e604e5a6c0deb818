"""Events on their way to other systems: each arrives, and counts there once."""
