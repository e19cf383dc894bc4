"""Schemas of tables in the forms of other standards, and back; what is lost is listed."""
