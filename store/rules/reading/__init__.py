"""What rules call the fields of a record, and how each is read."""
