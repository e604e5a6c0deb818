"""What stands in a rule file, and where: documents, and what is under the key `blotter:`."""
