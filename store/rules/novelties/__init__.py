"""What is met for the first time: `new-terms` under `blotter`."""
