"""The text that Windows renders of an event, read back into its data."""
