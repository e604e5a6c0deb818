"""What was measured, and with what: run these by hand, they judge nothing."""
