"""What `blotter export` writes: a form of events or alerts, to a file or to stdout."""
