"""The fields of a record as rules call them."""
