"""tamis ref status: which reference data are in use."""

from __future__ import annotations

import sys

from tamis.cli import options, streams
from tamis.cli.groups import command as declare
from tamis.model.text import Text


@declare(
    "status",
    Text(
        fr="Dit quelles données de référence sont utilisées.",
        en="Show which reference data are in use.",
    ),
    examples=(
        (
            "tamis ref status",
            Text(fr="Le millésime utilisé :", en="The year in use:"),
        ),
    ),
)
@options.listing_format
@options.lang
def command(format: str) -> None:
    """Show the year, the source, the licence and the size of the tables."""
    from tamis import reference
    from tamis.render.words import colon

    facts, centres = reference.info(), reference.centres_source()
    if format == "json":
        content = {
            "year": facts.year,
            "source": facts.source,
            "licence": facts.licence,
            "path": str(facts.path),
            "shipped": facts.shipped,
            "rows": dict(facts.rows),
            "centres": {"source": centres, "rows": reference.centres().height},
        }
        streams.print_json(content)
        return
    origin = Text(fr="livré avec tamis", en="shipped with tamis") if facts.shipped else facts.path
    lines = [
        f"{Text(fr='Code officiel géographique', en='Official geographic code')} {facts.year}",
        f"  {Text(fr='Fichier', en='File')}{colon()}{origin}",
        f"  {Text(fr='Source', en='Source')}{colon()}{facts.source}",
        f"  {Text(fr='Licence', en='Licence')}{colon()}{facts.licence}",
        *(f"  {n:>7}  {name}" for name, n in facts.rows.items()),
        f"{Text(fr='Centres des communes', en='Centres of communes')}{colon()}{centres}",
        f"  {reference.centres().height:>7}  centres",
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)
