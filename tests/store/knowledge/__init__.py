"""Tests of what is known of addresses."""
