"""What a report on a period says, in figures; how it is worded and drawn is for others."""
