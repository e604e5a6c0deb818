"""Tests of `store.exporting.report`."""
