"""Limits that go by the hour of the week."""
