"""Measures: ``python -m benchmarks``."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schemas/etalab/schema-irve-statique/2.3.1/schema.json"
FOLDER = ROOT / "benchmarks" / "data"
