"""Tests of what is usual."""
