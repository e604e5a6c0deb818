"""The rules that a database holds, each with how far it is."""
