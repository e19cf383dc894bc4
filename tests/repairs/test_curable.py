"""The table of what cures which rule (`repairs/curable.json`) is what the catalogue shows."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

from tamis import repairs
from tamis.loading import schemas
from tamis.loading.profile import load as load_profile
from tamis.plan.compile import compile_plan

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TAMIS_CORPUS", ROOT.parent / "shared"))
TABLE = json.loads((ROOT / "src/tamis/repairs/curable.json").read_text(encoding="utf-8"))
#: Schemas whose fields are, together, of most types and natures.
SAMPLE = ("scdl/deliberations", "etalab/schema-lieux-covoiturage")


@pytest.fixture(scope="module")
def cures():
    spec = importlib.util.spec_from_file_location("cures", ROOT / "docs/cures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_names_rules_and_repairs_that_are():
    rules = {rule.name: rule for rule in repairs.all_rules()}
    for code, counts in TABLE.items():
        for name, fields in counts.items():
            assert rules[name].may_repair(code), (code, name)
            assert fields > 0


@pytest.mark.parametrize("nth", range(len(SAMPLE)))
def test_what_cures_a_field_is_in_the_table(cures, nth):
    schema = schemas.tabular(SAMPLE[nth])
    plan = compile_plan(schema, tuple(f.name for f in schema.fields), load_profile("publish"))
    texts, shown = cures.case_texts(), set()
    for field in plan.fields[::3]:
        shown |= set(cures.cured(plan, field, [*texts, *filter(None, cures.misspelt(field.field))]))
    assert len(shown) > 5
    assert {(code, name) for code, name in shown if name not in TABLE.get(code, {})} == set()


@pytest.mark.slow
@pytest.mark.corpus
def test_the_whole_catalogue_gives_the_table(cures):
    assert cures.ordered(cures.count(SHARED / "catalogue")) == TABLE
