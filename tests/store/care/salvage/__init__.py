"""Tests of `store.care.salvage`."""
