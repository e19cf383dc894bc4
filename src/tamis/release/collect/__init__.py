"""Every source read, judged and split into rows that are released and rows that are not."""
