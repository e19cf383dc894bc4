"""Which published schema a file follows: by its header, its values, the names in a document."""
