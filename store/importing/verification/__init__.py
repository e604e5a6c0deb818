"""Whether the evidence is what the files hold."""
