"""Exports of the systemd journal: JSON and the journal export format."""
