"""Tests of `store.care`."""
