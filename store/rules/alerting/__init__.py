"""Alerts, from their first window to their last."""
