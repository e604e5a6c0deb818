"""What the configuration file says, found to make sense."""
