"""What a release is made of: its tables, descriptors, pages."""
