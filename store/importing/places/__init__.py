"""What the user wants to be read, and what was said about it."""
