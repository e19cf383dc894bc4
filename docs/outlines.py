"""Make ``schemas/outlines.json``: the outlines that maps of reports are drawn on.

``npm pack world-atlas@2.0.2``, unpack it, then, from the root of the project,
``python docs/outlines.py package/countries-10m.json``. The same file gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = "Natural Earth 1:10m, admin 0 countries (public domain), through world-atlas 2.0.2"

Point = tuple[float, float]
Box = tuple[float, float, float, float]

#: The territories: name in French and in English, the country they are drawn from, and the box
#: (west, south, east, north, in degrees) that they stand in.
TERRITORIES: Final[tuple[tuple[str, str, str, Box], ...]] = (
    ("France métropolitaine", "Metropolitan France", "France", (-5.3, 41.2, 9.7, 51.3)),
    ("Guadeloupe", "Guadeloupe", "France", (-61.95, 15.75, -60.9, 16.65)),
    ("Martinique", "Martinique", "France", (-61.35, 14.3, -60.7, 15.0)),
    ("Guyane", "French Guiana", "France", (-54.8, 2.0, -51.4, 6.0)),
    ("La Réunion", "Réunion", "France", (55.1, -21.5, 56.0, -20.75)),
    ("Mayotte", "Mayotte", "France", (44.9, -13.1, 45.4, -12.55)),
    ("Saint-Martin", "Saint Martin", "St-Martin", (-63.2, 18.0, -62.95, 18.2)),
    ("Saint-Barthélemy", "Saint Barthélemy", "St-Barthélemy", (-62.95, 17.8, -62.7, 18.0)),
    (
        "Saint-Pierre-et-Miquelon",
        "Saint Pierre and Miquelon",
        "St. Pierre and Miquelon",
        (-56.6, 46.7, -56.0, 47.2),
    ),
    (
        "Wallis-et-Futuna",
        "Wallis and Futuna",
        "Wallis and Futuna Is.",
        (-178.4, -14.5, -176.0, -13.0),
    ),
    ("Nouvelle-Calédonie", "New Caledonia", "New Caledonia", (163.3, -22.9, 168.4, -19.4)),
    ("Polynésie française", "French Polynesia", "Fr. Polynesia", (-155.0, -28.0, -134.0, -7.5)),
)


def rings(topology: dict[str, Any], country: str) -> Iterator[list[Point]]:
    """Return the outer rings of a country (TopoJSON 3.0.0, section 2)."""
    (scale_x, scale_y), (left, low) = (topology["transform"][n] for n in ("scale", "translate"))
    countries = topology["objects"]["countries"]["geometries"]
    geometry = next(shape for shape in countries if shape["properties"]["name"] == country)
    several = geometry["type"] == "MultiPolygon"
    for polygon in geometry["arcs"] if several else [geometry["arcs"]]:
        ring: list[Point] = []
        for index in polygon[0]:
            arc = topology["arcs"][index if index >= 0 else ~index]
            x = y = 0
            points: list[Point] = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * scale_x + left, y * scale_y + low))
            ring += points if index >= 0 else points[::-1]
        yield ring


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Return the points that keep a line within `tolerance` (Douglas and Peucker, 1973)."""
    if len(points) < 3:  # noqa: PLR2004 two points are a line already
        return list(points)
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    far, at = 0.0, 0
    for index, (x, y) in enumerate(points[1:-1], start=1):
        if length:
            away = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
        else:
            away = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        if away > far:
            far, at = away, index
    if far <= tolerance:
        return [points[0], points[-1]]
    return [*simplified(points[: at + 1], tolerance)[:-1], *simplified(points[at:], tolerance)]


def closed(ring: list[Point], tolerance: float) -> list[Point]:
    """Return a ring simplified from its first point to the farthest one, and back."""
    x, y = ring[0]
    far = max(range(len(ring)), key=lambda at: (ring[at][0] - x) ** 2 + (ring[at][1] - y) ** 2)
    there, back = ring[: far + 1], [*ring[far:], ring[0]]
    return [*simplified(there, tolerance)[:-1], *simplified(back, tolerance)[:-1]]


def within(ring: list[Point], box: Box) -> bool:
    """Whether a ring stands in a box."""
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in ring)


def main() -> None:
    """Write the file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    territories = []
    for fr, en, country, box in TERRITORIES:
        tolerance = (box[2] - box[0]) / 500
        shapes = (closed(ring, tolerance) for ring in rings(topology, country) if within(ring, box))
        flat = [
            [round(value, 3) for point in shape for value in point]
            for shape in shapes
            if len(shape) > 2  # noqa: PLR2004 what is left of an islet may be a line
        ]
        territories.append({"fr": fr, "en": en, "box": box, "rings": flat})
    lines = ",\n".join(
        json.dumps(territory, ensure_ascii=False, separators=(",", ":"))
        for territory in territories
    )
    text = f'{{"source": {json.dumps(SOURCE)},\n"territories": [\n{lines}\n]}}\n'
    (ROOT / "schemas" / "outlines.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
