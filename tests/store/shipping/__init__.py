"""Tests of `store.shipping`."""
