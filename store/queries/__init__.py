"""What the screens, lists and reports ask of the database: read only, one narrow function each."""
