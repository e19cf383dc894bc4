"""Two nights of six territories, served: by our own contract, and to the client of data.gouv.fr.

The client is started by the Python of an environment of its own (``TAMIS_DATAGOUV_PYTHON``): it
brings a library that takes the place of our transport.
"""

import json
import os
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import uvicorn

import tamis
from tamis.loading import apis
from tamis.release.options import AggregateOptions, CollectOptions
from tamis.serve.application import build
from tamis.serve.options import ServeOptions
from tamis.serve.rows.options import RowsOptions

IRVE = "etalab/schema-irve-statique"
KEY = "FRVLTE271160011"
ENVIRONMENT = "TAMIS_DATAGOUV_PYTHON"
CLIENT = """
import json, sys
from datagouv import Client
from datagouv.api.resource import Resource

resource = Resource("data", dataset_id="demo", fetch=False, _client=Client())
resource.tabular_api_url = sys.argv[1]
filters = [tuple(one) for one in json.loads(sys.argv[2])]
print(json.dumps({
    "columns": resource.columns,
    "lines": resource.profile["total_lines"],
    "all": [row["id_pdc_itinerance"] for row in resource.rows()],
    "rows": [list(resource.rows([one])) for one in filters],
}))
"""


def aggregate(folder, out, day):
    options = AggregateOptions(date=day, collect=CollectOptions(jobs=1))
    tamis.aggregate([folder / "sources.toml"], IRVE, out, options=options)


@contextmanager
def listening(folder):
    """Serve on a port of this machine; give the address."""
    app = build(ServeOptions(jobs=1, rows=RowsOptions(folder=folder, look=0.1, grace=0.2)))
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve the release of the second night, on which Brionne corrected a row."""
    root = tmp_path_factory.mktemp("nights")
    territories = Path(__file__).parents[3] / "fixtures" / "territoires"
    shutil.copytree(territories, root, dirs_exist_ok=True)
    aggregate(root, root / "sortie", "2026-11-29")
    with listening(root / "sortie") as address:
        first = ask(address, f"/rows/{KEY}")["data"]
        text = (root / "annecy.csv").read_text(encoding="utf-8")
        assert KEY in text
        (root / "annecy.csv").write_text(
            "\n".join(
                line.replace(",50,", ",43,") if KEY in line else line for line in text.split("\n")
            ),
            encoding="utf-8",
        )
        aggregate(root, root / "sortie", "2026-11-30")
        end = time.monotonic() + 30
        while ask(address, f"/rows/{KEY}")["data"] == first:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield address


def ask(address, path):
    with urlopen(address + path) as answer:
        return json.load(answer)


CONTRACTS = {
    "/api/resources/data/data/?page_size=500": "data",
    "/api/resources/data/data/?columns=id_pdc_itinerance": "data",
    "/api/resources/rejects/data/": "data",
    "/api/resources/history/data/": "data",
    "/api/resources/data/profile/": "profile",
    "/api/resources/duplicates/profile/": "profile",
    "/api/resources/data/": "resource",
}


@pytest.mark.parametrize("path", CONTRACTS, ids=[str(n) for n in range(len(CONTRACTS))])
def test_answers_are_held_by_our_contract_of_the_api(address, path, tmp_path):
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(ask(address, path)), encoding="utf-8")
    contract = apis.contract(apis.load("tabular"), CONTRACTS[path])
    report = tamis.validate(answer, contract)
    assert report.valid, [str(finding) for finding in report.findings][:3]


def test_a_row_tells_what_became_of_it_from_one_night_to_the_next(address):
    told = ask(address, f"/rows/{KEY}/history")
    assert told["lineage"]["source"] == "annecy"
    assert told["lineage"]["producer"] == "Grand Annecy"
    history = told["history"]
    (change,) = [c for c in history["changes"] if c["field"] == "puissance_nominale"]
    assert (change["before"], change["after"], change["date"]) == ("50.0", "43.0", "2026-11-30")
    assert [rival["_source"] for rival in history["rivals"]] == ["brionne"]
    assert {c["_field"] for c in history["conflicts"]} >= {"puissance_nominale"}


def test_the_client_of_data_gouv_fr_reads_the_release(address):
    python = os.environ.get(ENVIRONMENT)
    if not python:
        pytest.skip(f"{ENVIRONMENT} names no Python that has datagouv-client")
    filters = [
        ("id_pdc_itinerance", "==", KEY), ("puissance_nominale", ">", "22"),
        ("puissance_nominale", "<=", "22"), ("nom_amenageur", "contains", "brionne"),
        ("nom_amenageur", "notcontains", "brionne"), ("num_pdl", "isnull"),
        ("num_pdl", "isnotnull"), ("code_insee_commune", "in", "27116,74010"),
        ("code_insee_commune", "notin", "27116,74010"), ("gratuit", "!=", "true"),
        ("date_maj", ">=", "2024-03"), ("date_maj", "<", "2024-03"), ("date_maj", "sort", "desc"),
    ]  # fmt: skip
    words = [python, "-c", CLIENT, f"{address}/api/resources/data/", json.dumps(filters)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    listed = ask(address, "/api/resources/data/data/?page_size=1000")["data"]
    assert told["lines"] == len(listed) == len(told["all"])
    assert told["columns"] == [name for name in listed[0] if name != "__id"]
    wanted = [
        lambda row: row["id_pdc_itinerance"] == KEY, lambda row: row["puissance_nominale"] > 22,
        lambda row: row["puissance_nominale"] <= 22,
        lambda row: "brionne" in row["nom_amenageur"].lower(),
        lambda row: "brionne" not in row["nom_amenageur"].lower(),
        lambda row: row["num_pdl"] is None, lambda row: row["num_pdl"] is not None,
        lambda row: row["code_insee_commune"] in {"27116", "74010"},
        lambda row: row["code_insee_commune"] not in {"27116", "74010"},
        lambda row: row["gratuit"] is not True, lambda row: row["date_maj"] >= "2024-03",
        lambda row: row["date_maj"] < "2024-03",
    ]  # fmt: skip
    for found, is_wanted in zip(told["rows"], wanted, strict=False):
        assert found == [row for row in listed if is_wanted(row)]
    days = [row["date_maj"] for row in told["rows"][-1]]
    assert days == sorted(days, reverse=True)
