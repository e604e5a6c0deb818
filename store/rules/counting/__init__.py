"""What the hits of a batch count for, and in which group."""
