"""Corrected copies of workbooks."""
