"""Tell people of alerts: what is configured, how a message reads, and the ways that it takes."""
