"""The one SQLite file: its tables, its writer's lock, its evidence."""
