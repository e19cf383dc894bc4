"""The largest file of each format that was tried, and its memory: ``python -m benchmarks.limits``.

Each file is made, judged by a command of its own, and deleted. ``--write`` puts the table into
docs/limits.md; names of formats limit what is tried; ``--share`` makes files smaller.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "limits.md"
MB: Final = 1 << 20
FIELDS: Final = ("id", "nom", "commune", "jour", "nombre", "texte")
TYPES: Final = ("integer", "string", "string", "date", "number", "string")
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
#: Rows made at once.
_BLOCK: Final = 100_000
#: What measures a command: its exit code, then the kilobytes that it took at most.
_MEASURE: Final = (
    "import resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
    "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)


def _row(number: int) -> tuple[str, ...]:
    day = f"{2000 + number % 24}-{1 + number % 12:02}-{1 + number % 28:02}"
    return (
        str(number),
        f"Lieu {number}",
        f"{1001 + number % 94_000:05}",
        day,
        f"{number % 1000}.{number % 97}",
        f"texte {number % 977} d'une longueur usuelle, avec des mots",
    )


def _frames(rows: int) -> Iterator[pl.DataFrame]:
    for start in range(0, rows, _BLOCK):
        block = [_row(number) for number in range(start, min(start + _BLOCK, rows))]
        yield pl.DataFrame(block, schema=list(FIELDS), orient="row")


def _csv(path: Path, rows: int) -> None:
    with path.open("wb") as out:
        for number, frame in enumerate(_frames(rows)):
            frame.write_csv(out, include_header=not number)


def _gz(path: Path, rows: int) -> None:
    with gzip.open(path, "wb", compresslevel=1) as out:
        for number, frame in enumerate(_frames(rows)):
            out.write(frame.write_csv(include_header=not number).encode())


def _ndjson(path: Path, rows: int) -> None:
    with path.open("wb") as out:
        for frame in _frames(rows):
            frame.write_ndjson(out)


def _json(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("[")
        for number, frame in enumerate(_frames(rows)):
            text = frame.write_ndjson().rstrip("\n").replace("\n", ",\n")
            out.write(("," if number else "") + text)
        out.write("]")


def _geojson(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[')
        for number in range(rows):
            properties = dict(zip(FIELDS, _row(number), strict=True))
            place = {"type": "Point", "coordinates": [2.0, 48.0]}
            feature = {"type": "Feature", "geometry": place, "properties": properties}
            out.write((",\n" if number else "") + json.dumps(feature))
        out.write("]}")


def _parquet(path: Path, rows: int) -> None:
    pl.concat(_frames(rows)).write_parquet(path)


def _xlsx(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Données")
        sheet.write_row(0, 0, FIELDS)
        for number in range(rows):
            sheet.write_row(number + 1, 0, _row(number))


def _ods(path: Path, rows: int) -> None:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS)
        with archive.open("content.xml", "w", force_zip64=True) as out:
            out.write(
                f"<office:document-content {names}><office:body><office:spreadsheet>"
                '<table:table table:name="a">'.encode()
            )
            for cells in (FIELDS, *map(_row, range(rows))):
                texts = (
                    f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
                    "</table:table-cell>"
                    for cell in cells
                )
                out.write(f"<table:table-row>{''.join(texts)}</table:table-row>".encode())
            out.write(
                b"</table:table></office:spreadsheet></office:body></office:document-content>"
            )
        urn = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>',
        )


#: What is tried of each format: how it is written, and how many rows.
FORMATS: Final[dict[str, tuple[Callable[[Path, int], None], int]]] = {
    "csv": (_csv, 10_000_000),
    "csv.gz": (_gz, 5_000_000),
    "parquet": (_parquet, 5_000_000),
    "ndjson": (_ndjson, 2_000_000),
    "json": (_json, 2_000_000),
    "geojson": (_geojson, 1_000_000),
    "xlsx": (_xlsx, 1_048_575),
    "ods": (_ods, 500_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A file that was tried: its format, rows and bytes, the exit code, the bytes of memory."""

    format: str
    rows: int
    size: int
    code: int
    memory: int


def measure(name: str, folder: Path, share: float) -> Measure:
    """Make a file of a format, judge it, and return what that took."""
    write, rows = FORMATS[name]
    rows = max(1, int(rows * share))
    path = folder / f"lignes.{name}"
    write(path, rows)
    schema = folder / "schema.json"
    fields = [{"name": field, "type": kind} for field, kind in zip(FIELDS, TYPES, strict=True)]
    schema.write_text(json.dumps({"name": "essai", "fields": fields}))
    words = [sys.executable, "-m", "tamis", "validate", str(path), "-s", str(schema), "--quiet"]
    words += ["--max-memory", "100000"]  # nothing is refused here: it is measured
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *words], check=True, capture_output=True, text=True
    )
    code, kilobytes = map(int, done.stdout.split())
    size = path.stat().st_size
    path.unlink()
    return Measure(format=name, rows=rows, size=size, code=code, memory=kilobytes << 10)


def table(measures: list[Measure], former: str = "") -> str:
    """Return the measures as a table; formats that were not tried stay as in the `former` one."""
    rows = {line.split(" ")[1]: line for line in former.splitlines() if line.startswith("| ")}
    for one in measures:
        verdict = {0: "conforms", 1: "does not conform"}.get(one.code, f"exit code {one.code}")
        figures = f"{one.rows:,} | {one.size // MB:,} | {one.memory // MB:,}"
        rows[one.format] = f"| {one.format} | {figures} | {verdict} |"
    heads = ("| format | rows | file, MB | memory, MB | verdict |", "|---|---:|---:|---:|---|")
    return "\n".join([*heads, *(rows[name] for name in FORMATS if name in rows)])


def main() -> None:
    """Measure, and show or write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=__doc__)
    parser.add_argument("formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    measures = []
    with tempfile.TemporaryDirectory(prefix="limits-") as name:
        for form in options.formats:
            measures.append(measure(form, Path(name), options.share))
            print(measures[-1], flush=True)
    page = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- measured -->\n", "\n<!-- end of measured -->"
    before, _, rest = page.partition(begin)
    made = table(measures, rest.partition(end)[0])
    print(made)
    if options.write:
        PAGE.write_text(f"{before}{begin}{made}{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
