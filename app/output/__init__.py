"""Lists for people and for programs: tables, JSON lines, CSV, bytes."""
