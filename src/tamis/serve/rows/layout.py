"""Which tables a release has, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tamis.model.coordinates import coordinates
from tamis.model.schema import Field
from tamis.serve.rows.columns import Column, Kind
from tamis.values.column_names import Nature, nature

_LINEAGE: Final = ("_record", "_line", "_kept_record", "_kept_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table of a release.

    Attributes:
        name: what it is served as.
        file: the name of its file.
        integers: of a table that is text, the columns that are integers.
        has_marks: whether formulas in it are made inert.
    """

    name: str
    file: str
    integers: tuple[str, ...] = ()
    has_marks: bool = False


#: The tables of a release, the first one first.
TABLES: Final = (
    TableFile(name="data", file="data.parquet"),
    TableFile(name="rejects", file="rejects.parquet"),
    TableFile(name="duplicates", file="duplicates.csv", integers=_LINEAGE, has_marks=True),
    TableFile(name="conflicts", file="conflicts.csv", integers=_LINEAGE, has_marks=True),
    TableFile(
        name="journal",
        file="journal.csv",
        integers=("row", "line", "column", "version"),
        has_marks=True,
    ),
    TableFile(name="changes", file="changes.csv", has_marks=True),
    TableFile(name="resources", file="resources.csv"),
    TableFile(name="history", file="history.parquet"),
)
#: Without these, a folder is no release.
REQUIRED: Final = ("data.parquet", "report.json")


def is_release(folder: Path) -> bool:
    """Whether a folder is a release."""
    return all((folder / name).is_file() for name in REQUIRED)


def is_package(folder: Path) -> bool:
    """Whether a folder is a release of several tables, each a release in a folder of its own."""
    return (folder / "report.json").is_file() and not is_release(folder)


def releases_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return the releases in a folder by name; those of a package have its name before theirs."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return
    for path in paths:
        if is_release(path):
            yield path.name, path
        elif is_package(path):
            yield from ((f"{path.name}.{name}", below) for name, below in releases_in(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumn:
    """A column as it is read: what gives its values, out of ``r0``, ``r1``… in a file."""

    column: Column
    expression: str


_INTEGERS: Final = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "BIGINT")
_PLAIN: Final = {
    **dict.fromkeys(_INTEGERS, ("{}::BIGINT", Kind.INTEGER)),
    "UBIGINT": ("{}::HUGEINT", Kind.INTEGER),
    "HUGEINT": ("{}", Kind.INTEGER),
    "DOUBLE": ("{}", Kind.NUMBER),
    "FLOAT": ("{}::DOUBLE", Kind.NUMBER),
    "BOOLEAN": ("{}", Kind.BOOLEAN),
    "DATE": ("{}", Kind.DATE),
    "TIMESTAMP": ("{}", Kind.DATETIME),
    "TIMESTAMP_NS": ("{}::TIMESTAMP", Kind.DATETIME),
    "TIMESTAMP_MS": ("{}::TIMESTAMP", Kind.DATETIME),
    "TIMESTAMP WITH TIME ZONE": ("timezone('UTC', {})", Kind.DATETIME),
    "VARCHAR": ("{}", Kind.TEXT),
    "TIME": ("{}::VARCHAR", Kind.TEXT),
    "TIME_NS": ("{}::TIME::VARCHAR", Kind.TEXT),
}
#: Types whose texts are JSON.
_JSON_TYPES: Final = frozenset({"array", "object", "geojson"})
#: How the position of a row is written, by the format of its field.
_POINTS: Final = {
    "default": "concat({0}.lon, ', ', {0}.lat)",
    "array": "concat('[', {0}.lon, ', ', {0}.lat, ']')",
    "object": """concat('{{"lon": ', {0}.lon, ', "lat": ', {0}.lat, '}}')""",
}
_DURATION: Final = (
    "concat('P', CASE WHEN {0}.months <> 0 THEN concat({0}.months, 'M') END, "
    "CASE WHEN {0}.seconds <> 0 OR {0}.months = 0 THEN concat('T', {0}.seconds, 'S') END)"
)
_DETECTED: Final = {
    Kind.TEXT: "string",
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.BOOLEAN: "booleen",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime_iso",
    Kind.JSON: "json",
}
#: What texts stand for, beyond their type.
_NATURES: Final = {
    Nature.COMMUNE: "code_commune_insee",
    Nature.POSTAL: "code_postal",
    Nature.DEPARTEMENT: "code_departement",
    Nature.REGION: "code_region",
    Nature.SIREN: "siren",
    Nature.SIRET: "siret",
    Nature.PHONE: "tel_fr",
    Nature.EMAIL: "email",
    Nature.URL: "url",
    Nature.RNA: "code_rna",
    Nature.UAI: "uai",
    Nature.COMMUNE_NAME: "commune",
    Nature.DEPARTEMENT_NAME: "departement",
    Nature.REGION_NAME: "region",
    Nature.COUNTRY: "pays",
    Nature.ADDRESS: "adresse",
}


def read_columns(described: Mapping[str, str], fields: Mapping[str, Field]) -> Iterator[ReadColumn]:
    """Return the columns of a file: those that can be shown, in their order.

    Args:
        described: the type of each column, in the words of DuckDB.
        fields: what the schema says of columns, by name.
    """
    for position, (name, dtype) in enumerate(described.items()):
        field = fields.get(name)
        read = _read(f"r{position}", dtype, field)
        if read is None:
            continue
        expression, kind = read
        column = Column(
            name=name,
            identifier=f"c{position}",
            kind=kind,
            format=_format(kind, field),
            title=field.title if field else "",
            delimiter=field.delimiter if field and dtype.endswith("[]") else "",
        )
        yield ReadColumn(column=column, expression=expression)


def position_of(
    described: Mapping[str, str], fields: Mapping[str, Field]
) -> tuple[str, str] | None:
    """Return what gives the longitude and the latitude of a row; None where nothing does."""
    places = {name: f"r{position}" for position, name in enumerate(described)}
    named = coordinates([field for field in fields.values() if field.name in places])
    if named is None:
        return None
    lon, lat = places[named.longitude], places[named.latitude]
    if named.is_geopoint:
        return (f"{lon}.lon", f"{lat}.lat") if "STRUCT" in described[named.longitude] else None
    return f"{lon}::DOUBLE", f"{lat}::DOUBLE"


def _read(name: str, dtype: str, field: Field | None) -> tuple[str, Kind] | None:
    """Return what gives the values of a column, and their kind; None of what cannot be shown."""
    known = _of_field(name, dtype, field) if field is not None else None
    if known is not None:
        return known
    if dtype in _PLAIN:
        pattern, kind = _PLAIN[dtype]
        return pattern.format(name), kind
    if dtype.startswith("DECIMAL"):
        return f"{name}::DOUBLE", Kind.NUMBER
    if dtype.startswith(("STRUCT", "MAP")) or dtype.endswith("]"):
        return f"to_json({name})::VARCHAR", Kind.JSON
    return None  # bytes, and what is made for GIS tools


def _of_field(name: str, dtype: str, field: Field) -> tuple[str, Kind] | None:
    """Return the same of values that are more to their schema than to the file."""
    if dtype == "VARCHAR" and field.type in _JSON_TYPES:
        return name, Kind.JSON
    if dtype == "DATE" and field.type == "yearmonth":
        return f"strftime({name}, '%Y-%m')", Kind.TEXT
    if not dtype.startswith("STRUCT") or field.type not in _STRUCTS:
        return None
    forms = _STRUCTS[field.type]
    text = forms.get(field.format, forms["default"]).format(name)
    is_json = field.type == "geopoint" and field.format == "object"
    written = f"CASE WHEN {name} IS NOT NULL THEN {text} END"
    return written, Kind.JSON if is_json else Kind.TEXT


_STRUCTS: Final = {"geopoint": _POINTS, "duration": {"default": _DURATION}}


def _format(kind: Kind, field: Field | None) -> str:
    """Return what the values of a column stand for, in the words of csv-detective."""
    if field is not None and field.type == "geopoint":
        return "json" if field.format == "object" else "lonlat_wgs"
    if field is not None and field.type == "geojson":
        return "geojson"
    detected = nature(field.name) if field is not None and kind is Kind.TEXT else None
    return _NATURES.get(detected, _DETECTED[kind]) if detected is not None else _DETECTED[kind]
