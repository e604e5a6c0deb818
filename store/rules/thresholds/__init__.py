"""Other limits of counts: what rules and the configuration make of them."""
