"""Six territories released once, a portal to publish them on, and the command that does."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.command import run_text
from tests.portal.fake import KEY, Running

import tamis
from tamis.loading import catalogue
from tamis.release.options import AggregateOptions, CollectOptions

ROOT = Path(__file__).parents[2]
IRVE = "etalab/schema-irve-statique"


def aggregate(folder, out, day, **options):
    return tamis.aggregate(
        [folder / "sources.toml"], IRVE, out,
        options=AggregateOptions(date=day, collect=CollectOptions(jobs=1), **options),
    )  # fmt: skip


@pytest.fixture(scope="session")
def territories(tmp_path_factory):
    """Give a folder with the six sources and, in `sortie`, their release."""
    root = tmp_path_factory.mktemp("territoires")
    shutil.copytree(ROOT / "fixtures" / "territoires", root, dirs_exist_ok=True)
    text = (root / "sources.toml").read_text()
    more = 'organization = "534fff"\nfrequency = "daily"\nspatial = "country:fr"\n'
    (root / "sources.toml").write_text(text.replace("[release]\n", f"[release]\n{more}", 1))
    aggregate(root, root / "sortie", "2026-11-30")
    return root


@pytest.fixture
def release(territories, tmp_path):
    """Give a copy of the release of the six territories."""
    return Path(shutil.copytree(territories / "sortie", tmp_path / "sortie"))


@dataclass
class Publishing:
    """The portal, a dataset of it, and the command that publishes there."""

    portal: object
    dataset: dict

    def __call__(self, source, *words, key=KEY, dataset=None, yes=True):
        target = ("--dataset", dataset or self.dataset["id"]) if dataset != "" else ()
        return run_text(
            "publish", source, "--datagouv-url", self.portal.url, *target,
            *(("--yes",) if yes else ()), *words, DATAGOUV_API_KEY=key,
        )  # fmt: skip

    def plan(self, source, *words, **more):
        done = self(source, "--dry-run", "-f", "json", *words, yes=False, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def resources(self):
        return {r["extras"].get("tamis:file", r["title"]): r for r in self.dataset["resources"]}


@pytest.fixture
def publish(short_pauses):
    schemas = {name: set(entry.addresses) for name, entry in catalogue.built_in().items()}
    with Running() as portal:
        portal.schemas = schemas
        yield Publishing(portal, portal.add_dataset(title="Bornes", license="odc-odbl"))
