"""Logs that lie elsewhere than they did: copied, rotated, packed."""
