"""What the hits of a batch count for."""
