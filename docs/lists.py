"""Make schemas/reference/lists.zip: ``python docs/lists.py FRFORMAT.whl I18N-ISO-COUNTRIES.tgz``.

The first is the wheel of frformat (MIT, data.gouv.fr): names of cantons and countries and codes of
countries of INSEE's official geographic code, identifiers of FANTOIR's ways. The second is the npm
archive of i18n-iso-countries (MIT): ISO 3166-1 codes and names in French. The same sources give the
same bytes.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from tamis.reference._build import zipped

OUT = Path(__file__).parents[1] / "schemas" / "reference" / "lists.zip"


def constants(wheel: zipfile.ZipFile, module: str) -> dict[str, set[str]]:
    """Return the sets of a module, read as data: nothing of it is run."""
    tree = ast.parse(wheel.read(f"frformat/formats/{module}_frozenset.py"))
    constants_by_name = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            (name,), (values,) = node.targets, node.value.args
            constants_by_name[ast.unparse(name)] = set(ast.literal_eval(values))
    return constants_by_name


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return a file of an archive."""
    file = archive.extractfile(name)
    return file.read() if file else b""


def version(path: Path) -> str:
    """Return the version that the name of an archive tells."""
    match = re.search(r"\d+\.\d+\.\d+", path.name)
    return match[0] if match else ""


def main(frformat: Path, countries: Path) -> None:
    """Write the file."""
    with zipfile.ZipFile(frformat) as wheel:
        cantons = set().union(*constants(wheel, "canton").values())
        country_names = set().union(*constants(wheel, "pays").values())
        codes = constants(wheel, "code_pays")
        fantoir = constants(wheel, "code_fantoir")["PARTIAL_CODE_FANTOIR"]
    with tarfile.open(countries) as archive:
        iso = json.loads(member(archive, "package/codes.json"))
        for names in json.loads(member(archive, "package/langs/fr.json"))["countries"].values():
            country_names.update([names] if isinstance(names, str) else names)
    two = {code for name, some in codes.items() if "ISO2" in name for code in some}
    three = {code for name, some in codes.items() if "ISO3" in name for code in some}
    lists = {
        "cantons": cantons,
        "pays": country_names,
        "pays_iso2": two | {row[0] for row in iso},
        "pays_iso3": three | {row[1] for row in iso},
        "fantoir": fantoir,
    }
    sources = [
        {
            "title": f"frformat {version(frformat)}",
            "path": "https://github.com/datagouv/fr-format",
        },
        {
            "title": f"i18n-iso-countries {version(countries)}",
            "path": "https://github.com/michaelwittig/node-i18n-iso-countries",
        },
    ]
    tables = {name: pl.DataFrame({"valeur": sorted(values)}) for name, values in lists.items()}
    OUT.write_bytes(zipped(described(lists, sources), tables))


def described(lists: Iterable[str], sources: list[dict[str, str]]) -> dict[str, Any]:
    """Return the descriptor of the lists (Data Package)."""
    fields = [{"name": "valeur", "type": "string"}]
    return {
        "name": "lists",
        "title": "Cantons, pays, voies (FANTOIR)",
        "description": "Noms des cantons et des pays, codes ISO des pays, identifiants de voies.",
        "licenses": [{"name": "MIT", "path": "https://opensource.org/license/mit"}],
        "sources": sources,
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": {"fields": fields, "missingValues": []},
            }
            for name in lists
        ],
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
