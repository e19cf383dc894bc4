"""All cases, in one order."""

from collections.abc import Iterator

from tests.hostile import csv_cases, json_cases, other_cases, text_cases
from tests.hostile.case import Case


def cases() -> Iterator[Case]:
    """Every case; the first one is what is usual."""
    yield from csv_cases.right()
    yield from other_cases.cases()
    yield from text_cases.cases()
    yield from json_cases.cases()
    yield from csv_cases.broken()
