"""What a table holds, as csv-detective tells it to clients of the tabular API."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tamis.serve.rows.columns import Table


def profile(table: Table) -> dict[str, Any]:
    """Return the profile of a table: types are those of its schema, so that none is in doubt."""
    columns = {
        column.name: {"python_type": column.kind.value, "format": column.format, "score": 1.0}
        for column in table.columns
    }
    formats: dict[str, list[str]] = defaultdict(list)
    for column in table.columns:
        formats[column.format].append(column.name)
    return {
        "profile": {
            "encoding": "utf-8",
            "separator": ",",
            "header_row_idx": 0,
            "header": [column.name for column in table.columns],
            "total_lines": table.height,
            "heading_columns": 0,
            "trailing_columns": 0,
            "categorical": [],
            "columns": columns,
            "columns_fields": columns,
            "columns_labels": {},
            "formats": dict(formats),
        },
        "deleted_at": None,
        "dataset_id": None,
        "indexes": None,
    }
