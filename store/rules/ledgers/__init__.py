"""What every rule has counted, by group and time, and which windows that makes."""
