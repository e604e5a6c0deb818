"""What is looked at, a module each: `check(patient)` tells what was found."""
