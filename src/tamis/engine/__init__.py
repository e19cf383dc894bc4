"""Who runs a plan over the batches of a table. The verdict does not depend on it."""
