"""The kernel: a schema compiled against a header, run over batches, one pure function."""
