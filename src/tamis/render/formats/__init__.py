"""A file = a report format."""
