"""Unit access to releases: their rows over HTTP, in the grammar of data.gouv.fr's tabular API."""
