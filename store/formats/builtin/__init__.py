"""The formats that Blotter knows: one module each, with a module-level `FORMAT`."""
