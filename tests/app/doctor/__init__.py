"""Tests of `app.doctor`."""
