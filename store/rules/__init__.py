"""Sigma rules: compiled once, judged per batch, counted in exact windows."""
