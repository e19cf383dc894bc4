"""The draft of a schema, out of a file."""
