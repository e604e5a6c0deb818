"""Log formats that users describe in YAML files of their own."""
