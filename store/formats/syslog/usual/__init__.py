"""The usual lines, read quickly and laid side by side."""
