"""A release, or one validated file, put on a portal; releases described for harvesters."""
