"""The commands: a module each, with the command in its `COMMAND`; the file name is its name."""
