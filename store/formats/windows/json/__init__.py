"""Events as JSON: arrays, objects and lines."""
