"""Which rules a database holds, and how far each of them is."""
