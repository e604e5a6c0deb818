"""The ways that messages take: one module each, loaded when a message goes that way."""
