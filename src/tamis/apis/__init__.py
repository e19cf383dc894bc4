"""What public APIs answer: held against their contracts, fetched, flattened, joined to files."""
