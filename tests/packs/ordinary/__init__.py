"""An ordinary day of one company's web, SSH and Windows logs, in which nothing happens."""
