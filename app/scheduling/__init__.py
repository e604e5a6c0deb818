"""Run things by themselves, by what the machine has for that."""
