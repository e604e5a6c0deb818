"""An import as the command line runs it, alone or beside the open app."""
