"""resources.csv: what searches of data.gouv.fr found, taken or not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from tamis.release.inputs.found import FoundResource
from tamis.writers import csv

TABLE: Final = "resources.csv"
_COLUMNS: Final = ("dataset", "resource", "title", "producer", "url", "found_by", "taken", "reason")


def write(resources: Sequence[FoundResource], path: Path) -> None:
    """Write a row a resource, in the order of their ids."""
    rows = [
        (
            resource.dataset,
            resource.resource,
            resource.title,
            resource.producer,
            resource.url,
            resource.found_by,
            "false" if resource.left_out else "true",
            str(resource.left_out.text) if resource.left_out else None,
        )
        for resource in resources
    ]
    with path.open("wb") as out:
        frame = pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
        csv.CsvWriter(out, _COLUMNS).write(frame)
