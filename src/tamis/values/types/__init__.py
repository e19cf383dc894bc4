"""A file = a type of value."""
