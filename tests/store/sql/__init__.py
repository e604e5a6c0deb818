"""Tests of `store.sql`."""
