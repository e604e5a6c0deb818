"""Tests of `app.scheduling`."""
