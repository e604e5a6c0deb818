"""What `blotter rules` does: a module for each of its commands."""
