"""Make schemas/reference/lists.zip: ``python docs/lists.py FRFORMAT.whl I18N-ISO-COUNTRIES.tgz``.

The first is the wheel of frformat (MIT, data.gouv.fr): names of cantons and countries and codes of
countries of INSEE's official geographic code, identifiers of FANTOIR's ways. The second is the npm
archive of i18n-iso-countries (MIT): ISO 3166-1 codes and names in French. The same sources give the
same bytes.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

OUT = Path(__file__).parents[1] / "schemas" / "reference" / "lists.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def constants(wheel: zipfile.ZipFile, module: str) -> dict[str, set[str]]:
    """Return the sets of a module, read as data: nothing of it is run."""
    tree = ast.parse(wheel.read(f"frformat/formats/{module}_frozenset.py"))
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            (name,), (values,) = node.targets, node.value.args
            found[ast.unparse(name)] = set(ast.literal_eval(values))
    return found


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return a file of an archive."""
    held = archive.extractfile(name)
    return held.read() if held else b""


def version(path: Path) -> str:
    """Return the version that the name of an archive tells."""
    found = re.search(r"\d+\.\d+\.\d+", path.name)
    return found[0] if found else ""


def main(frformat: Path, countries: Path) -> None:
    """Write the file."""
    with zipfile.ZipFile(frformat) as wheel:
        cantons = set().union(*constants(wheel, "canton").values())
        named = set().union(*constants(wheel, "pays").values())
        codes = constants(wheel, "code_pays")
        fantoir = constants(wheel, "code_fantoir")["PARTIAL_CODE_FANTOIR"]
    with tarfile.open(countries) as archive:
        iso = json.loads(member(archive, "package/codes.json"))
        for said in json.loads(member(archive, "package/langs/fr.json"))["countries"].values():
            named.update([said] if isinstance(said, str) else said)
    two = {one for name, some in codes.items() if "ISO2" in name for one in some}
    three = {one for name, some in codes.items() if "ISO3" in name for one in some}
    lists = {
        "cantons": cantons,
        "pays": named,
        "pays_iso2": two | {one[0] for one in iso},
        "pays_iso3": three | {one[1] for one in iso},
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
    OUT.write_bytes(zipped(lists, sources))


def zipped(lists: Mapping[str, Iterable[str]], sources: list[dict[str, str]]) -> bytes:
    """Return the lists as a Data Package in a zip."""
    described = {
        "name": "lists",
        "title": "Cantons, pays, voies (FANTOIR)",
        "description": "Noms des cantons et des pays, codes ISO des pays, identifiants de voies.",
        "licenses": [{"name": "MIT", "path": "https://opensource.org/license/mit"}],
        "sources": sources,
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": {"fields": [{"name": "valeur", "type": "string"}], "missingValues": []},
            }
            for name in lists
        ],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
        _put(archive, "datapackage.json", text)
        for name, values in lists.items():
            lines = (f'"{one}"' if "," in one else one for one in sorted(values))
            _put(archive, f"{name}.csv", "\n".join(["valeur", *lines]) + "\n")
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr = 0o644 << 16
    archive.writestr(member, content.encode(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
