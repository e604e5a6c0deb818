"""Tests of `store.drafting`."""
