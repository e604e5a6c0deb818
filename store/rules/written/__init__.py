"""What stands in a rule file."""
