"""The filter language: one grammar for command line, screen and saved searches."""
