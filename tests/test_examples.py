"""Example files published with the schemas get the right verdict."""

import os
from pathlib import Path

import pytest

import tamis
from tamis.loading import catalogue

SHARED = Path(os.environ.get("TAMIS_CORPUS", Path(__file__).parents[2] / "shared"))

#: Files published as valid that are not, by their own schema, and why.
STALE = {
    "etalab/schema-lieux-covoiturage/0.3.1/exemple-valide.csv": "header.missing-field",
}


def cases():
    for name, entry in catalogue.built_in().items():
        for version in entry.versions:
            folder = SHARED / "examples" / name.replace("/", "__") / version
            for path in sorted(folder.glob("*.csv")):
                yield pytest.param(name, version, path, id=f"{name}/{version}/{path.name}")


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "version", "path"), list(cases()))
def test_verdict(name, version, path):
    report = tamis.validate(path, f"{name}@{version}")
    stale = STALE.get(f"{name}/{version}/{path.name}")
    if stale:
        assert not report.valid
        assert stale in report.counts
    else:
        assert report.valid is ("invalide" not in path.name), dict(report.counts)
