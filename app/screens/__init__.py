"""Screens and panes: they ask the store, hand frozen values to widgets, and keep the way back."""
