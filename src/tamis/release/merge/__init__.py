"""Rows of every source together: order, duplicates, conflicts."""
