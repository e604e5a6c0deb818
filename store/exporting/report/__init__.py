"""A case as a document to read: what it says, and its form in Markdown and HTML."""
