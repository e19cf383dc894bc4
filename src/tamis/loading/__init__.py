"""Descriptors in, model out: from a name, a path or a dict."""
