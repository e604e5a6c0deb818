"""What a rule means, has found, and would find."""
