"""Rows that end before the last columns: a fault where what they lack is required."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from tamis.tables.batch import Fault


def with_short_rows(faults: Iterable[Fault], needed: int) -> Iterator[Fault]:
    """Return faults, those of rows that lack optional cells alone by a code of their own.

    Args:
        faults: what a reader found wrong.
        needed: how many cells a row must have for the last required one to be among them.
    """
    for fault in faults:
        if fault.code != "row.missing-cells":
            yield fault
            continue
        is_short = [cells >= needed for cells in fault.cells]
        if any(is_short):
            yield _part(fault, is_short, "row.short")
        if not all(is_short):
            yield _part(fault, [not short for short in is_short], fault.code)


def _part(fault: Fault, wanted: Sequence[bool], code: str) -> Fault:
    """Return the occurrences of a fault that are wanted, under a code."""
    parts: dict[str, Any] = {
        name: [value for value, is_wanted in zip(values, wanted, strict=True) if is_wanted]
        for name in ("rows", "lines", "values", "notes", "cells")
        if (values := getattr(fault, name))
    }
    return replace(fault, code=code, **parts)
