"""What happened to alerts becomes messages, and messages wait here until they are delivered."""
