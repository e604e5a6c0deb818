"""What PowerShell's exports make of events."""
