"""A file = a rule."""
