"""What is usual for the groups of a rule, and alerts about what is not."""
