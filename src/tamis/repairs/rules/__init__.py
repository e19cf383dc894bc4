"""A file = a repair."""
