"""The filter language: one grammar for the command line and the screen."""
