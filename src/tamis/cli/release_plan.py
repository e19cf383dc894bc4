"""What a release would be, as lines for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.release.plan import PlannedSource, ReleasePlan


def lines(plan: ReleasePlan) -> Iterator[str]:
    """Return the sources, what would be done to have each, its licence, then the whole."""
    from tamis.render.terminal import escaped

    heads = (
        Text(fr="source", en="source"),
        Text(fr="à faire", en="to do"),
        Text(fr="licence", en="licence"),
        Text(fr="où", en="where"),
    )
    rows = [tuple(map(str, heads))]
    rows += [
        (
            escaped(planned.source.id),
            str(planned.action.text),
            escaped(_licence(planned)),
            escaped(planned.source.shown),
        )
        for planned in plan.sources
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[3]]).rstrip()
    yield ""
    yield from _whole(plan)


def _licence(planned: PlannedSource) -> str:
    mark = {"allowed": "", "forbidden": " ✗", "unknown": " ?"}[planned.fit.value]
    return f"{planned.licence}{mark}"


def _whole(plan: ReleasePlan) -> Iterator[str]:
    from tamis.render.terminal import escaped
    from tamis.render.words import colon

    name = " ".join(part for part in plan.schema if part)
    yield f"{Text(fr='Schéma', en='Schema')}{colon()}{escaped(name)}"
    if plan.key:
        yield f"{Text(fr='Clé', en='Key')}{colon()}{', '.join(plan.key)}"
    yield f"{Text(fr='Licence', en='Licence')}{colon()}{escaped(plan.licence)}"
    if plan.date:
        yield f"Date{colon()}{plan.date}"
    if plan.former_rows is not None:
        before = Text(fr="Publication d'avant", en="Previous release")
        yield f"{before}{colon()}{plan.former_rows} {Text(fr='lignes', en='rows')}"
    if plan.withdrawn:
        gone = Text(fr="Sources qui en sortent", en="Sources no longer in it")
        yield f"{gone}{colon()}{', '.join(map(escaped, plan.withdrawn))}"
    if plan.is_forbidden:
        yield str(
            Text(
                fr="✗ Des sources ne permettent pas cette licence : rien ne serait publié.",
                en="✗ Some sources do not allow that licence: nothing would be released.",
            )
        )


def content(plan: ReleasePlan) -> dict[str, Any]:
    """Return the plan as JSON has it."""
    return {
        "schema": {"name": plan.schema[0], "version": plan.schema[1]},
        "key": list(plan.key),
        "prefer": list(plan.prefer),
        "date": plan.date,
        "licence": plan.licence,
        "sources": [
            {
                "id": planned.source.id,
                "path": planned.source.shown,
                "producer": planned.source.producer,
                "action": planned.action.value,
                "licence": planned.licence,
                "fit": planned.fit.value,
            }
            for planned in plan.sources
        ],
        "withdrawn": list(plan.withdrawn),
        "former_rows": plan.former_rows,
    }
