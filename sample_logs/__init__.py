"""Logs of one made-up week, and the generator that wrote them."""
