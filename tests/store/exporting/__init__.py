"""Tests of `store.exporting`."""
