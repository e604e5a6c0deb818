"""Sigma rules drafted from what somebody looks for."""
