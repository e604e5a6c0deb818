"""What the windows formats share."""
