"""tamis: load published data schemas, validate, normalise and aggregate what producers deliver."""
