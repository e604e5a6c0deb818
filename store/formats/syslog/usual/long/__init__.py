"""The usual lines of long pieces, taken apart all at once in numpy's arrays."""
