"""What the rules about places that contradict each other share.

A row names its commune by a code, by a name, by a postal code, and stands somewhere. What is not
known is never a contradiction: only codes and names of the official geographic code are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from math import cos, floor, radians
from typing import Any, Final

import polars as pl

from tamis import reference
from tamis.checks.contract import RowCondition
from tamis.checks.thresholds import thresholds
from tamis.tables.cell import Cell, Row
from tamis.values import commune_names
from tamis.values.column_names import Nature
from tamis.values.departements import departements
from tamis.values.distinct import by_distinct_pair, which_pairs
from tamis.values.natures import only_field

#: Kilometres in a degree of latitude.
KILOMETRES: Final = 111.2
_LIMITS: Final = thresholds("places")
#: Pairs of texts of which it is remembered whether they contradict each other.
_MOST_PAIRS: Final = 1 << 17


def cell(row: Row, nature: Nature) -> Cell | None:
    """Return the only field of a nature, where the file has it."""
    field = only_field(row.schema, nature)
    return row.cells.get(field.name) if field is not None else None


def contradiction(
    first: Cell,
    second: Cell,
    contradict: Callable[[str, str], bool],
    note: Callable[[str, str], str],
    params: Mapping[str, Any] | None = None,
) -> RowCondition:
    """Return where two fields of a row are known and mean two places.

    Args:
        first: the field in which the finding stands.
        second: the other one.
        contradict: says of a text of each whether they contradict each other.
        note: what the finding says of them.
        params: what its sentence names besides.
    """
    broken = which_pairs(first.text, second.text, lru_cache(_MOST_PAIRS)(contradict))
    return RowCondition(
        fields=(first.field.name, second.field.name),
        broken=broken,
        note=by_distinct_pair(first.text, second.text, note, pl.String),
        doubtful=broken,
        params=params or {},
    )


@cache
def departement_of_codes() -> Mapping[str, str]:
    """Return the département of each code of a commune, former ones included."""
    frame = reference.table("communes").select("code", "departement")
    known = {code: place for code, place in frame.iter_rows() if place}
    for former, successors in reference.successors().items():
        if successors[0][:2] == former[:2]:
            known.setdefault(former, known.get(successors[0], ""))
    return {code: place for code, place in known.items() if place}


def departement(code: str) -> str:
    """Return the département of a commune, by its code; "" where it has none."""
    return departement_of_codes().get(code, "")


@cache
def current(code: str) -> frozenset[str]:
    """Return the communes of today that a code stands for; none where it is unknown."""
    whole = commune_names.parent(code)
    if whole in _current_codes():
        return frozenset({whole})
    # A code of before another division of the land (75001 was Alfortville) is a mistake today.
    successors = map(commune_names.parent, reference.successors().get(code, ()))
    return frozenset(now for now in successors if now[:2] == code[:2])


@cache
def _current_codes() -> frozenset[str]:
    return reference.codes("communes", reference.ACTUELLE)


@cache
def served(postal: str) -> frozenset[str]:
    """Return the communes of today that a postal code serves."""
    codes = reference.communes_by_postal_code().get(postal, ())
    return frozenset(now for code in codes for now in current(code))


@cache
def communes_of_name(name: str) -> frozenset[str]:
    """Return the communes of today that bear a name, or a part of which does."""
    return frozenset(now for code in commune_names.communes_named(name) for now in current(code))


@cache
def commune_of(name: str, elsewhere: str) -> str | None:
    """Return the one commune that a name and a postal code, or a département, lead to.

    >>> commune_of("Brionne", "27800"), commune_of("Saint-Denis", "974"), commune_of("Brionne", "")
    ('27116', '97411', None)
    """
    named = communes_of_name(name)
    near = named & served(elsewhere)
    if not near:
        divisions = departements(elsewhere)
        near = frozenset(code for code in named if departement(code) in divisions)
    return next(iter(near)) if len(near) == 1 else None


@cache
def centres() -> pl.DataFrame:
    """Return the known centres (code, x, y) and how far a position may be from each (reach)."""
    return reference.centres().select("code", x="lon", y="lat", reach=reach())


@cache
def boxes_of_codes() -> pl.DataFrame:
    """Return the box of the département of each code of a commune."""
    codes = departement_of_codes()
    known = pl.DataFrame({"code": list(codes), "departement": list(codes.values())})
    return known.join(boxes(), on="departement", how="inner").drop("departement")


def reach() -> pl.Expr:
    """Return how far from its centre a position may be, in kilometres, over centres and boxes.

    Where it is known how wide a commune is, that is as far as its farthest corner and a bit.
    """
    limit = pl.lit(float(_LIMITS["far"]))
    for prefix, kilometres in _LIMITS["far_in"].items():
        starts = pl.col("code").str.starts_with(prefix)
        limit = pl.when(starts).then(pl.lit(float(kilometres))).otherwise(limit)
    corners = pl.max_horizontal(
        distance(pl.col(x), pl.col(y), pl.col("lon"), pl.col("lat"))
        for x in ("west", "east")
        for y in ("south", "north")
    )
    return pl.coalesce(corners + float(_LIMITS["beyond"]), limit)


def distance(lon: pl.Expr, lat: pl.Expr, other_lon: pl.Expr, other_lat: pl.Expr) -> pl.Expr:
    """Return the kilometres between two points that are not far: the earth is taken for flat."""
    east = (lon - other_lon) * KILOMETRES * other_lat.radians().cos()
    north = (lat - other_lat) * KILOMETRES
    return (east * east + north * north).sqrt()


#: Degrees of the squares in which the nearest centre is looked for, and of those that share one.
_SQUARE, _SHARED = 0.5, 0.02


def nearest(lon: pl.Series, lat: pl.Series) -> pl.DataFrame:
    """Return the commune whose centre is nearest to each point: code, kilometres, null beyond 50.

    Points of one square of some two kilometres share what is nearest to its middle.
    """
    points = pl.DataFrame({"lon": lon, "lat": lat}).with_columns(
        a=(pl.col("lon") / _SHARED).round(), b=(pl.col("lat") / _SHARED).round()
    )
    squares = points.select("a", "b").unique()
    codes = [_nearest(a * _SHARED, b * _SHARED) for a, b in squares.iter_rows()]
    centres = reference.centres().select("code", x="lon", y="lat")
    known = squares.with_columns(code=pl.Series(codes, dtype=pl.String)).join(
        centres, on="code", how="left", maintain_order="left"
    )
    placed = points.join(known, on=["a", "b"], how="left", maintain_order="left")
    kilometres = distance(pl.col("lon"), pl.col("lat"), pl.col("x"), pl.col("y"))
    return placed.select("code", kilometres=kilometres)


def _nearest(lon: float, lat: float) -> str | None:
    """Return the code of the commune whose centre is nearest, within a square or two."""
    scale, column, line = cos(radians(lat)), floor(lon / _SQUARE), floor(lat / _SQUARE)
    centres = _around(column, line)
    if not centres:
        return None
    squares = [((x - lon) * scale) ** 2 + (y - lat) ** 2 for x, y, _ in centres]
    return centres[squares.index(min(squares))][2]


@lru_cache(maxsize=1 << 12)
def _around(column: int, line: int) -> list[tuple[float, float, str]]:
    """Return the centres in a square and in those around it."""
    squares = _squares()
    near = ((column + dx, line + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return [centre for square in near for centre in squares.get(square, ())]


@cache
def _squares() -> Mapping[tuple[int, int], list[tuple[float, float, str]]]:
    squares: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    for code, lon, lat in reference.centres().select("code", "lon", "lat").iter_rows():
        square = floor(lon / _SQUARE), floor(lat / _SQUARE)
        squares.setdefault(square, []).append((lon, lat, code))
    return squares


@cache
def commune_name(code: str) -> str:
    """Return the name of a commune of today, else its code."""
    return _names().get(code, code)


@cache
def _names() -> Mapping[str, str]:
    frame = reference.communes(reference.ACTUELLE, reference.ARRONDISSEMENT)
    return dict(frame.select("code", "nom").iter_rows())


def called(codes: Iterable[str]) -> str:
    """Return communes as a person reads them: the first two, by name and code.

    >>> called(["27116"])
    'Brionne (27116)'
    """
    shown = sorted(codes)
    text = ", ".join(f"{commune_name(code)} ({code})" for code in shown[:2])
    return text if len(shown) <= 2 else f"{text}…"  # noqa: PLR2004 two are named


@cache
def boxes() -> pl.DataFrame:
    """Return the box of the known centres of each département, with a margin."""
    margin = float(_LIMITS["around"])
    places = reference.centres().with_columns(
        departement=pl.col("code").replace_strict(departement_of_codes(), default="")
    )
    return (
        places.filter(pl.col("departement") != "")
        .group_by("departement")
        .agg(
            west=pl.col("lon").min() - margin,
            east=pl.col("lon").max() + margin,
            south=pl.col("lat").min() - margin,
            north=pl.col("lat").max() + margin,
        )
    )
