"""Tests of `store.formats.exchanged`."""
