"""A file = a format that can be read."""
