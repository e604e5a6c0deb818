"""From documents to compiled rules, by pySigma where that is right."""
