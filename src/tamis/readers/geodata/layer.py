"""A layer of a GIS file as a table: its attributes as texts, its geometries as the schema wants.

Where the schema has a field of type `geojson`, or one of type `geopoint` and the layer has points
alone, or fields for longitude and latitude, geometries stand under these; else as GeoJSON, in a
column `geometry`. A column of the file comes first: its name is never taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.coordinates import coordinates
from tamis.model.errors import SourceError
from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.readers import Request, ensure_width
from tamis.readers.geodata import library
from tamis.readers.geodata.projection import Projection, projection
from tamis.readers.native_errors import native
from tamis.readers.typed_columns import written
from tamis.sources.digest import size_and_sha256
from tamis.sources.local import LocalFile
from tamis.tables.batch import Batch, Fault, Table, column
from tamis.tables.header import folded

#: Records that make a batch.
_ROWS: Final = 10_000
#: The label of geometries that no field of the schema takes.
_GEOMETRY: Final = "geometry"
#: Names of numbers that software gives to records by itself.
_OWN_NUMBERS: Final = frozenset({"", "fid", "ogc_fid", "objectid"})

Texts = Callable[[Any], list[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer that is read.

    Attributes:
        path: the file that GDAL opens; name: the layer in it.
        records: how many records it has, counted without GDAL.
        encoding: that of its texts; None where the file says it.
        others: the other layers that suit as well.
    """

    path: Path
    name: str
    records: int
    encoding: str | None = None
    others: tuple[str, ...] = ()


def read_layer(local: LocalFile, layer: Layer, request: Request, format_name: str) -> Table:
    """Open a layer as a table.

    Raises:
        SourceError: it is damaged, has too many columns, or does not say where its points are.
    """
    pyogrio, _, _ = library.load()
    with native(*library.damages(), raised=lambda why: damaged(local, why)):
        info = pyogrio.read_info(layer.path, layer=layer.name, encoding=layer.encoding)
    names = [str(name) for name in info["fields"]]
    number = info["fid_column"]
    has_number = number.lower() not in _OWN_NUMBERS or number in {f.name for f in request.fields}
    own = [number, *names] if has_number and number else names
    if info["geometry_type"] is None:
        turning: Projection | None = None
        outputs: Mapping[str, Texts] = {}
    else:
        turning = projection(info["crs"], local.name)
        outputs = _outputs(request.fields, own, str(info["geometry_type"]))
    header = (*own, *outputs)
    ensure_width(local, len(header), request.limits)
    return Table(
        header=header,
        format=format_name,
        sheet=layer.name,
        faults=tuple(_faults(layer, turning)),
        batches=lambda: _batches(local, layer, own, turning, list(outputs.values())),
        facts=lambda: size_and_sha256(local.path),
    )


def damaged(local: LocalFile, why: str) -> SourceError:
    """Return what to say of a file that cannot be read."""
    return SourceError(
        Text(
            fr=f"« {local.name} » ne peut pas être lu : {why}.",
            en=f"“{local.name}” cannot be read: {why}.",
        ),
        Text(
            fr="Il est abîmé : téléchargez-le ou recréez-le.",
            en="It is damaged: fetch it again, or make it again.",
        ),
    )


def _faults(layer: Layer, turning: Projection | None) -> Iterator[Fault]:
    if layer.others:
        others = ", ".join(layer.others)
        yield Fault(code="file.other-sheets", values=[layer.name], notes=[others])
    if turning is not None and turning.name:
        yield Fault(code="file.reprojected", values=[turning.name])
    if not layer.records:
        yield Fault(code="file.no-rows")


def _outputs(fields: Sequence[Field], own: Sequence[str], kind: str) -> Mapping[str, Texts]:
    """Return what is made of geometries, by label: no label that the file has itself."""
    taken = {folded(name) for name in own}
    free = [field for field in fields if folded(field.name) not in taken]
    for field in free:
        if field.type == "geojson" and field.format == "default":
            return {field.name: _geojson}
    is_point = kind in {"Point", "2.5D Point", "Point Z"}
    for field in free if is_point else ():
        if field.type == "geopoint":
            return {field.name: partial(_points, form=field.format)}
    pair = coordinates(fields) if is_point else None
    if pair is not None and not pair.is_geopoint:
        longitude, latitude = pair
        if {longitude, latitude} <= {field.name for field in free}:
            return {longitude: lambda g: _axis(g, "x"), latitude: lambda g: _axis(g, "y")}
    label = _GEOMETRY
    while folded(label) in taken:
        label = f"feature_{label}"
    return {label: _geojson}


def _geojson(geometries: Any) -> list[str | None]:
    _, _, shapely = library.load()
    texts: list[str | None] = shapely.to_geojson(geometries).tolist()
    return texts


def _points(geometries: Any, form: str) -> list[str | None]:
    """Return points as a field of type `geopoint` writes them."""
    forms = {"array": "[{}, {}]", "object": '{{"lon": {}, "lat": {}}}'}
    shape = forms.get(form, "{}, {}")
    pairs = zip(_axis(geometries, "x"), _axis(geometries, "y"), strict=True)
    return [None if x is None else shape.format(x, y) for x, y in pairs]


def _axis(geometries: Any, axis: str) -> list[str | None]:
    _, _, shapely = library.load()
    numbers = getattr(shapely, f"get_{axis}")(geometries).tolist()
    return [None if number != number else repr(number) for number in numbers]  # noqa: PLR0124 not a number


def _batches(
    local: LocalFile,
    layer: Layer,
    own: Sequence[str],
    turning: Projection | None,
    outputs: Sequence[Texts],
) -> Iterator[Batch]:
    """Read a layer a batch at a time.

    Raises:
        SourceError: it is damaged, or has not the number of records that it states.
    """
    first = 1
    for frame in _frames(local, layer):
        with native(*library.damages(), raised=lambda why: damaged(local, why)):
            texts = frame.select(
                written(name, frame.schema[name]).alias(column(at)) for at, name in enumerate(own)
            )
            if turning is not None:
                texts = texts.with_columns(_geometries(frame, turning, outputs, len(own)))
        yield Batch(frame=texts, first_row=first, lines=first)
        first += frame.height
    if first - 1 != layer.records:
        raise damaged(local, f"{layer.records} ≠ {first - 1}")


def _geometries(
    frame: pl.DataFrame, turning: Projection, outputs: Sequence[Texts], start: int
) -> Iterator[pl.Series]:
    """Return the columns that geometries make; those of a layer without any are not there."""
    import numpy as np

    _, _, shapely = library.load()
    values = frame[_GEOMETRY_OF_FRAME].to_list()
    geometries = shapely.from_wkb(np.array(values, dtype=object))
    turned = turning.turned(geometries)
    for at, texts_of in enumerate(outputs, start=start):
        yield pl.Series(column(at), texts_of(turned), dtype=pl.String)


#: The column of geometries in a frame, whatever the file calls it.
_GEOMETRY_OF_FRAME: Final = "\0geometry"


def _frames(local: LocalFile, layer: Layer) -> Iterator[pl.DataFrame]:
    """Give the records of a layer, its geometries as WKB under `_GEOMETRY_OF_FRAME`."""
    import nanoarrow

    pyogrio, _, _ = library.load()
    with native(*library.damages(), raised=lambda why: damaged(local, why)):
        opened = pyogrio.raw.open_arrow(
            layer.path,
            layer=layer.name,
            encoding=layer.encoding,
            use_pyarrow=False,
            batch_size=_ROWS,
            return_fids=True,
        )
        with opened as (meta, stream):
            geometry = meta["geometry_name"] or "wkb_geometry"
            for chunk in nanoarrow.ArrayStream(stream).iter_chunks():
                series = pl.Series(chunk)
                columns = [
                    part.ext.storage() if isinstance(part.dtype, pl.BaseExtension) else part
                    for part in series.struct.unnest().get_columns()
                ]
                yield pl.DataFrame(columns).rename({geometry: _GEOMETRY_OF_FRAME}, strict=False)
