"""What people ask of rules: what one means, what it covers, what it would have found."""
