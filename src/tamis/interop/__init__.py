"""Bridges to other libraries, which are imported inside functions only."""
