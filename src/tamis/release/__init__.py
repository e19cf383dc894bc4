"""Many normalised sources, one release: every row accounted for, the folder whole or absent."""
