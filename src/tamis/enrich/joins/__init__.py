"""A file = what a table can be joined with."""
