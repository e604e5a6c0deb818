"""What the syslog formats share."""
