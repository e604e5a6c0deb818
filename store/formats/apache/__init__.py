"""What the apache formats share."""
