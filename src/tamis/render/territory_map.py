"""Where the records stand: a drawing of each territory that has some.

Outlines come from Natural Earth (public domain), simplified: see ``schemas/README.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tamis import shipped
from tamis.model.report import Report
from tamis.model.report_rows import Box, Rows, Spot
from tamis.model.text import Text
from tamis.render.markup import prose, tag
from tamis.render.words import colon, counted, number

#: Gives the positions in a box, by squares of so many degrees.
FindSpots = Callable[[float, Box], Sequence[Spot]]

_WIDE, _SMALL = 480, 220
#: Points closer than this many pixels are drawn as one.
_CLOSE: Final = 2
_SURE: Final = Text(fr="ligne sans erreur", en="row without error")
_BAD: Final = Text(fr="ligne avec une erreur", en="row with an error")
_AWAY: Final = Text(
    fr="{n} hors des territoires dessinés, par exemple {lines} : latitude et longitude sont "
    "peut-être inversées.",
    en="{n} outside the territories drawn, for example {lines}: latitude and longitude may be "
    "swapped.",
)
_SOURCE: Final = Text(fr="Contours : Natural Earth.", en="Outlines: Natural Earth.")
_SAMPLES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """An outline: rings of points, and the box that it stands in, in degrees."""

    name: Text
    box: Box
    rings: Sequence[Sequence[float]]

    @property
    def width(self) -> int:
        """The width of its drawing, in pixels."""
        return _WIDE if self.box[2] - self.box[0] > 10 else _SMALL  # noqa: PLR2004 degrees

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels a degree of longitude and of latitude, true to shape in the middle."""
        west, south, east, north = self.box
        across = self.width / (east - west)
        return across, across / math.cos(math.radians((south + north) / 2))

    @property
    def height(self) -> int:
        """The height of its drawing, in pixels."""
        return round((self.box[3] - self.box[1]) * self.scale[1])

    def position(self, lon: float, lat: float) -> str:
        """Return a position in the drawing."""
        across, up = self.scale
        return f"{(lon - self.box[0]) * across:.1f} {(self.box[3] - lat) * up:.1f}"

    def outline(self) -> str:
        """Return the land as the data of a path."""
        return "".join(f"M{'L'.join(self._points(ring))}Z" for ring in self.rings)

    def _points(self, ring: Sequence[float]) -> Iterator[str]:
        return (self.position(lon, lat) for lon, lat in zip(ring[::2], ring[1::2], strict=True))


@cache
def territories() -> tuple[Territory, ...]:
    """Return the territories that can be drawn."""
    content = json.loads((shipped.root() / "outlines.json").read_text(encoding="utf-8"))
    return tuple(
        Territory(
            name=Text(fr=territory["fr"], en=territory["en"]),
            box=tuple(territory["box"]),
            rings=territory["rings"],
        )
        for territory in content["territories"]
    )


def drawn(report: Report) -> str:
    """Return the section of the map as HTML; "" where no record has a position."""
    kept = report.kept
    if kept is None or not kept.located:
        return ""
    figures = "".join(
        figure for territory in territories() if (figure := _figure(territory, kept.spots))
    )
    stray_count, rows = kept.strays([territory.box for territory in territories()], _SAMPLES)
    if not figures and not stray_count:
        return ""
    parts = [_legend(), tag("div", figures, class_="maps")] if figures else []
    if stray_count:
        parts.append(tag("p", prose(_strays(kept, stray_count, rows))))
    return "\n".join([*parts, tag("p", prose(_SOURCE), class_="soft")])


def draw_points(find: FindSpots) -> str:
    """Return the map of positions that `find` gives, as HTML; "" where no territory has some."""
    figures = "".join(figure for territory in territories() if (figure := _figure(territory, find)))
    if not figures:
        return ""
    source = tag("p", prose(_SOURCE), class_="soft")
    return "\n".join([tag("div", figures, class_="maps"), source])


def _strays(kept: Rows, count: int, rows: Sequence[int]) -> str:
    lines = ", ".join(number(row.line) for row in kept.some(rows))
    phrase = Text(fr="ligne {lines}", en="line {lines}") if count == 1 else Text(
        fr="lignes {lines}", en="lines {lines}"
    )  # fmt: skip
    n = counted(count, "position", "positions", "position", "positions")
    return _AWAY.say(n=n, lines=phrase.say(lines=lines))


def _figure(territory: Territory, find: FindSpots) -> str:
    step = _CLOSE / territory.scale[0]
    spots = find(step, territory.box)
    if not spots:
        return ""
    records, bad = sum(spot.records for spot in spots), sum(spot.faulty for spot in spots)
    points = counted(records, "point", "points", "point", "points")
    faults = counted(bad, "avec une erreur", "avec une erreur", "with an error", "with an error")
    caption = f"{territory.name}{colon()}{points}" + (f", {faults}" if bad else "")
    sure = [spot for spot in spots if not spot.faulty]
    faulty = [spot for spot in spots if spot.faulty]
    inner = (
        f"<title>{prose(caption)}</title>"
        f'<path class="land" d="{territory.outline()}"/>'
        f"{_points(territory, sure, 'sure')}{_points(territory, faulty, 'bad')}"
    )
    box = f"0 0 {territory.width} {territory.height}"
    size = {"width": territory.width, "height": territory.height}
    drawing = tag("svg", inner, role="img", viewBox=box, **size)
    return tag("figure", drawing + tag("figcaption", prose(caption)))


def _points(territory: Territory, spots: Sequence[Spot], kind: str) -> str:
    """Return positions as one path of segments without length, which round ends make dots."""
    if not spots:
        return ""
    path = "".join(f"M{territory.position(spot.lon, spot.lat)}h0" for spot in spots)
    return f'<path class="spot {kind}" d="{path}"/>'


def _legend() -> str:
    dot = '<svg width="14" height="14" aria-hidden="true"><path class="spot {}" d="M7 7h0"/></svg>'
    kinds = (("sure", _SURE), ("bad", _BAD))
    items = "".join(f"<span>{dot.format(kind)} {prose(label)}</span>" for kind, label in kinds)
    return tag("p", items, class_="legend maps")
