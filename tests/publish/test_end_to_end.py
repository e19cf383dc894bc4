"""The whole chain: six territories, a release, the portal, a changed night, harvest, one row."""

import json
import os
import shutil
import subprocess
from urllib.request import Request, urlopen

import pytest
from tests.publish.conftest import IRVE, aggregate
from tests.publish.test_harvest import KNOWN
from tests.publish.udata_reading import harvest
from tests.serve.rows.test_client import CLIENT, ENVIRONMENT, listening

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
KEY = "FRVLTE271160012"


def get(address):
    agent = {"User-Agent": "uData/0.1 DCAT"}
    with urlopen(Request(address, headers=agent), timeout=20) as answer:
        return answer.read().decode()


@pytest.fixture
def night(territories, tmp_path):
    """Give a folder of the six territories whose release, in `sortie`, is of the first night."""
    return shutil.copytree(territories, tmp_path / "territoires")


def change_a_row(folder):
    """Have one territory correct the power of one charging point."""
    path = folder / "brionne.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [
        line.replace(",22,", ",43,").replace("2024-03-15", "2024-03-16") if KEY in line else line
        for line in lines
    ]
    assert changed != lines
    path.write_text("".join(changed), encoding="utf-8")


def test_from_six_territories_to_the_history_of_one_row(publish, night):
    release = night / "sortie"
    done = publish(release)
    assert done.returncode == 0, done.stderr
    first = {name: dict(resource) for name, resource in publish.resources().items()}

    change_a_row(night)
    aggregate(night, release, "2026-12-01", keep_releases=1)
    plan = publish.plan(release)
    planned = {file["name"]: file["action"] for file in plan["files"]}
    publish.portal.asked.clear()
    done = publish(release)
    assert done.returncode == 0, done.stderr
    there = publish.resources()
    changed = {name for name, resource in there.items() if resource["url"] != first[name]["url"]}
    assert changed == {name for name, action in planned.items() if action == "replace"}
    assert {"data.csv", "data.parquet", "changes.csv"} <= changed
    assert "rejects.csv" not in changed  # nobody else changed anything
    assert {r["id"] for r in there.values()} == {r["id"] for r in first.values()}
    untouched = {name for name, action in planned.items() if action == "keep"}
    assert all(there[name] == first[name] for name in untouched)

    folder = night / "publications"
    folder.mkdir()
    release.rename(folder / "bornes")
    (night / ".sortie.former").rename(folder / ".bornes.former")
    with listening(folder) as address:
        (dataset,) = harvest(f"{address}/catalog.ttl", get, KNOWN).values()
        ensure_same(dataset, there, publish.portal)
        row = json.loads(get(f"{address}/api/resources/bornes.data/rows/{KEY}"))
        history = json.loads(get(f"{address}/api/resources/bornes.data/rows/{KEY}/history"))
        client = rows_by_the_client_of_the_portal(f"{address}/api/resources/bornes.data/")
    assert row["data"]["puissance_nominale"] == 43
    assert row["lineage"]["source"] == "brionne"
    (change,) = [c for c in history["history"]["changes"] if c["field"] == "puissance_nominale"]
    assert (float(change["before"]), float(change["after"])) == (22, 43)
    if client is not None:
        assert client["rows"][0][0]["puissance_nominale"] == 43


def ensure_same(dataset, there, portal):
    """Hold what a harvester reads against what was published, file by file."""
    harvested = {url.rpartition("/")[2]: resource for url, resource in dataset.resources.items()}
    assert set(harvested) <= set(there)
    assert {"data.csv", "data.parquet", "data.geojson", "journal.csv"} <= set(harvested)
    for name, resource in harvested.items():
        published = there[name]
        assert (resource.title, resource.description) == (
            published["title"], published["description"]
        )  # fmt: skip
        assert resource.size == published["filesize"]
        schema = published["schema"]
        assert resource.schema == (schema and (schema["name"], schema["version"]))
        assert get(resource.url) if name.endswith(".csv") else True
    served = get(harvested["data.csv"].url).encode()
    assert served == portal.files[there["data.csv"]["url"].removeprefix(portal.url)]
    assert harvested["data.csv"].schema[0] == IRVE


def rows_by_the_client_of_the_portal(address):
    """Return what datagouv-client reads of a table; None where it is not installed."""
    python = os.environ.get(ENVIRONMENT)
    if not python:
        return None
    done = subprocess.run(
        [python, "-c", CLIENT, address, json.dumps([["id_pdc_itinerance", "exact", KEY]])],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
