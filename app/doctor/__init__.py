"""Look for what is wrong with an installation before it matters."""
