"""Events and alerts in the forms that other tools read."""
