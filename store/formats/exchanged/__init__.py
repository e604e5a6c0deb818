"""Events that other tools, or Blotter itself, have read before: fields by their ECS names."""
