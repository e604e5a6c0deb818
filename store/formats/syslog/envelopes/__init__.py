"""What stands before a message: time, host, program, and where one record ends."""
