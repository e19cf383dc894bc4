"""Thin: options, one call, an exit code. A file = a command."""
