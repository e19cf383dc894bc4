"""The file of reference data, built from the package ``@etalab/decoupage-administratif``.

The package (its data: Licence Ouverte) gathers the COG of INSEE, the EPCI of the DGCL and the
postal codes of La Poste, one release a year. The same package gives the same bytes.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.reference._file import DESCRIPTOR, FORM

_MADE_OF: Final = ("communes", "arrondissements", "departements", "regions", "epci", "ept")
#: Every member of the zip has this date: the bytes depend on the data alone.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MOST: Final = 64 * 1024 * 1024

_Rows = Sequence[Mapping[str, Any]]


def build(package: Path) -> bytes:
    """Return the file of reference data made of a package.

    Args:
        package: the folder of the package, or its archive (tar, compressed or not).

    Raises:
        SourceError: it is not that package.
    """
    try:
        files = _folder(package) if package.is_dir() else _archive(package)
        manifest = json.loads(files["package.json"])
        data = {name: json.loads(files[f"data/{name}.json"]) for name in _MADE_OF}
        tables = dict(_tables(data))
        described = _described(manifest["version"], _year(manifest["version"], files), tables)
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise _alien(package) from error
    return zipped(described, tables)


def _wanted() -> tuple[str, ...]:
    return ("package.json", "README.md", *(f"data/{name}.json" for name in _MADE_OF))


def _folder(folder: Path) -> dict[str, bytes]:
    paths = ((name, folder / name) for name in _wanted())
    return {name: path.read_bytes() for name, path in paths if path.is_file()}


def _archive(path: Path) -> dict[str, bytes]:
    """Return the files wanted of an archive, where all stands under one folder."""
    files = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = member.name.partition("/")[2]
            if name in _wanted() and member.isfile() and member.size < _MOST:
                content = archive.extractfile(member)
                files[name] = content.read() if content else b""
    return files


def _alien(package: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {package.name} » n'est pas le paquet @etalab/decoupage-administratif.",
            en=f"“{package.name}” is not the package @etalab/decoupage-administratif.",
        ),
        Text(
            fr="Donnez le dossier du paquet, ou l'archive que rend « npm pack ».",
            en="Give the package's folder, or the archive that “npm pack” gives.",
        ),
    )


def _year(version: str, files: Mapping[str, bytes]) -> int:
    """Return the year of the COG: the package's page has a row for each of its versions.

    The package of a year that the page does not know yet follows the numbers of the others.
    """
    page = files.get("README.md", b"").decode(errors="replace")
    match = re.search(rf"^\|\s*(\d{{4}})\s*\|\s*{re.escape(version)}\s*\|", page, re.MULTILINE)
    return int(match[1]) if match else 2020 + int(version.partition(".")[0])


def _tables(data: Mapping[str, _Rows]) -> Iterator[tuple[str, pl.DataFrame]]:
    epci, ept = _members(data["epci"]), _members(data["ept"])
    yield "communes", _framed([
        {
            "code": unit["code"],
            "nom": unit["nom"],
            "type": unit["type"],
            "parent": unit.get("chefLieu") or unit.get("commune"),
            "departement": unit["departement"],
            "region": unit["region"],
            "arrondissement": unit.get("arrondissement"),
            "epci": epci.get((unit["code"], unit["type"])),
            "ept": ept.get((unit["code"], unit["type"])),
            "siren": unit.get("siren"),
            "population": unit.get("population"),
            "zone": unit["zone"],
        }
        for unit in data["communes"]
    ])  # fmt: skip
    yield "codes_postaux", _pairs("code_postal", "codesPostaux", data["communes"])
    yield "anciens_codes", _pairs("ancien_code", "anciensCodes", data["communes"])
    yield "epci", _framed([
        {
            "code": unit["code"],
            "nom": unit["nom"],
            "type": unit["type"],
            "mode_financement": unit["modeFinancement"] or None,
        }
        for unit in (*data["epci"], *data["ept"])
    ])  # fmt: skip
    places = {"code": "code", "nom": "nom", "region": "region", "chef_lieu": "chefLieu"}
    yield "arrondissements", _picked(data["arrondissements"], places, departement="departement")
    yield "departements", _picked(data["departements"], places, zone="zone")
    del places["region"]
    yield "regions", _picked(data["regions"], places, zone="zone")


def _members(groups: _Rows) -> dict[tuple[str, str], str]:
    """Return the group that each commune of today is a member of."""
    pairs = ((member["code"], group["code"]) for group in groups for member in group["membres"])
    return {(commune, "commune-actuelle"): group for commune, group in pairs}


def _pairs(label: str, key: str, communes: _Rows) -> pl.DataFrame:
    return _framed(
        [{label: code, "code_commune": c["code"]} for c in communes for code in c.get(key, ())]
    )


def _picked(rows: _Rows, *places: Mapping[str, str], **more: str) -> pl.DataFrame:
    names = {label: key for given in (*places, more) for label, key in given.items()}
    return _framed([{label: row.get(key) for label, key in names.items()} for row in rows])


def _framed(rows: _Rows) -> pl.DataFrame:
    """Return rows as text, sorted by all they hold."""
    frame = pl.DataFrame(rows, infer_schema_length=None).cast(pl.String)
    return frame.unique().sort(frame.columns, nulls_last=True)


def _described(version: str, year: int, tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    return {
        "name": "cog",
        "title": f"Code officiel géographique {year}",
        "description": "Communes, codes postaux, anciens codes, EPCI, arrondissements, "
        "départements et régions.",
        "version": version,
        "licenses": [
            {
                "name": "etalab-2.0",
                "title": "Licence Ouverte 2.0",
                "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            }
        ],
        "sources": [
            {
                "title": f"@etalab/decoupage-administratif {version}",
                "path": "https://github.com/datagouv/decoupage-administratif",
            },
            {"title": "INSEE, code officiel géographique et populations légales"},
            {"title": "DGCL, EPCI à fiscalité propre"},
            {"title": "La Poste, base officielle des codes postaux"},
        ],
        "tamis:form": FORM,
        "tamis:year": year,
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": {"fields": [_field(label) for label in frame.columns]},
            }
            for name, frame in tables.items()
        ],
    }


def _field(label: str) -> dict[str, str]:
    return {"name": label, "type": "integer" if label == "population" else "string"}


def zipped(described: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> bytes:
    """Return a zip of tables and their descriptor; the same ones give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
        _put(archive, DESCRIPTOR, text.encode())
        for name, frame in tables.items():
            _put(archive, f"{name}.csv", frame.write_csv().encode())
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr = 0o644 << 16
    archive.writestr(member, content, zipfile.ZIP_DEFLATED, 9)
