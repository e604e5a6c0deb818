"""Commands of the screen, and the keys that each has."""
