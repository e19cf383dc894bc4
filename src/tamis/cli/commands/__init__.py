"""A file = a command."""
