"""Schemas described for people: on a terminal, in Markdown, as a page."""
