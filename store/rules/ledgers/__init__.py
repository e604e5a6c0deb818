"""What every rule has counted, by group and time."""
