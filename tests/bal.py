"""Files of addresses with one fault each, and what validateur-bal says of them.

``python -m tests.bal`` runs `@ban-team/validateur-bal` (npm, MIT licence) beside, where node and
the package are there (``NODE_PATH``), and writes its words to ``fixtures/bal/verdicts.json``.
"""

import csv
import io
import json
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fixtures" / "bal"
VERDICTS = FOLDER / "verdicts.json"
#: The profiles of validateur-bal, ours, and the schema of the format.
PROFILES = {
    "1.3-relax": ("bal-1.3-relax", "stock/bal@1.3.0"),
    "1.3": ("bal-1.3", "stock/bal@1.3.0"),
    "1.4": ("bal-1.4", "stock/bal@1.4.0"),
    "1.5": ("bal-1.5", "stock/bal-beta@1.5.0"),
}
_IDS = {
    "id_ban_commune": "5f8d1a1e-0000-4000-8000-000000000003",
    "id_ban_toponyme": "5f8d1a1e-0000-4000-8000-000000000002",
}
_PLACE = {
    "commune_insee": "35238",
    "commune_nom": "Rennes",
    "commune_deleguee_insee": "",
    "commune_deleguee_nom": "",
}
_POSITION = {
    "x": "352107.75",
    "y": "6789962.73",
    "long": "-1.677792",
    "lat": "48.117266",
    "cad_parcelles": "35238000AB0001",
    "source": "Ville de Rennes",
    "date_der_maj": "2024-05-13",
    "certification_commune": "1",
}


def rows():
    """Return the rows of a right file: two addresses, and a place without a number."""
    street = {"voie_nom": "Rue de Paris", "lieudit_complement_nom": ""}
    first = "5f8d1a1e-0000-4000-8000-000000000011"
    other = "5f8d1a1e-0000-4000-8000-000000000012"
    place = {"voie_nom": "La Touche", "lieudit_complement_nom": ""}
    return [
        {**_IDS, "id_ban_adresse": first, "cle_interop": "35238_7290_00021", **_PLACE, **street}
        | {"numero": "21", "suffixe": "", "position": "entrée", **_POSITION},
        {**_IDS, "id_ban_adresse": other, "cle_interop": "35238_7290_00023_bis", **_PLACE, **street}
        | {"numero": "23", "suffixe": "bis", "position": "entrée", **_POSITION},
        {**_IDS, "id_ban_toponyme": "5f8d1a1e-0000-4000-8000-000000000022", "id_ban_adresse": ""}
        | {"cle_interop": "35238_b123_99999", **_PLACE, **place}
        | {"numero": "99999", "suffixe": "", "position": "", **_POSITION},
    ]


def mutated(changes, profile):
    """Return the text of a file with the faults of a mutation, in the format of a profile."""
    table = rows()
    names = list(table[0])
    for where, value in changes.items():
        if where == "-":
            names = [name for name in names if name != value]
            table = [] if value == "*" else table
            continue
        row, name = where.split(".")
        for index, cells in enumerate(table):
            if row in ("*", str(index)):
                cells[name] = value
    if profile == "1.5":
        names = [name for name in names if name != "cle_interop"]
    if profile in ("1.3", "1.3-relax"):
        names = [name for name in names if not name.startswith("id_ban")]
    labels = ["toponyme" if n == "voie_nom" and profile == "1.5" else n for n in names]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(labels)
    writer.writerows([cells[name] for name in names] for cells in table)
    return out.getvalue()


def mutations():
    """Return what each mutation changes."""
    return json.loads((FOLDER / "mutations.json").read_text(encoding="utf-8"))


def main():
    """Ask validateur-bal about every file and profile, and write its answers."""
    with tempfile.TemporaryDirectory() as folder:
        for name, changes in mutations().items():
            for profile in PROFILES:
                path = Path(folder, f"{name}~{profile}.csv")
                path.write_text(mutated(changes, profile), encoding="utf-8", newline="")
        command = ["node", str(FOLDER / "validateur-bal.cjs"), folder]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
    VERDICTS.write_text(done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
