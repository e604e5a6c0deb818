"""The headless half: how records are read, kept, judged and asked for."""
