"""Tests of `app.exporting`."""
