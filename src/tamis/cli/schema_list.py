"""tamis schema list: what the catalogue has."""

from __future__ import annotations

import json
import sys

from tamis.cli import _options
from tamis.cli._click import command as declare
from tamis.model.text import Text


@declare("list", Text(fr="Liste les schémas du catalogue.", en="List the catalogue's schemas."))
@_options.listing_format
@_options.lang
def command(format: str) -> None:
    """Show the schemas by name."""
    from tamis.loading import catalogue

    entries = sorted(catalogue.built_in().values(), key=lambda entry: entry.name)
    if format == "json":
        made = [
            {
                "name": entry.name,
                "title": entry.title,
                "description": entry.description,
                "schema_type": entry.kind,
                "versions": list(entry.versions),
                "latest": entry.latest,
                "homepage": entry.homepage,
            }
            for entry in entries
        ]
        json.dump(made, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    wide = max(len(entry.name) for entry in entries)
    for entry in entries:
        sys.stdout.write(f"{entry.name:<{wide}}  {entry.latest:<8} {entry.title}\n")
