"""Schemas judged as files are: their faults as findings, in an ordinary report."""
