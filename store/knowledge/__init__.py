"""What is known of an address without asking anybody: its class, its network, who lists it."""
