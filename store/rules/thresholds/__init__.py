"""Limits of counts that the calendar or the configuration changes."""
