"""A case of bad input: how to lay it out, what to call tamis with, what must come of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: A schema under which most values are at fault, so that they are told.
SCHEMA = {
    "name": "essai",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"pattern": "[0-9]+"}},
        {"name": "nom", "type": "string"},
    ],
}
FORMS = (
    "text", "json", "csv", "html", "markdown", "junit", "sarif", "github", "gitlab", "ndjson",
    "frictionless", "validata", "xlsx", "datagouv",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try.

    `make` lays it out in a folder and returns the words of the command; `wanted` is "read" or
    "refused" where one of them alone is right; `slow` is for the whole run only.
    """

    kind: str
    name: str
    make: Callable[[Path], list[str]]
    wanted: str = ""
    slow: bool = False


def schema_in(folder: Path, descriptor: object = SCHEMA) -> str:
    path = folder / "schema.json"
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return str(path)


def written(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def validate(folder: Path, file: str, form: str = "json") -> list[str]:
    return [
        "validate", file, "-s", schema_in(folder), "--format", form,
        "--output", str(folder / f"report.{form}"),
    ]  # fmt: skip


def normalize(folder: Path, file: str, journal: str = "csv") -> list[str]:
    return [
        "normalize", file, "-s", schema_in(folder), "-o", str(folder / "propre.csv"),
        "--journal", str(folder / f"suivi.{journal}"), "--unsafe",
    ]  # fmt: skip


def aggregate(folder: Path, *files: str) -> list[str]:
    output = str(folder / "sortie")
    return ["aggregate", *files, "-s", schema_in(folder), "-o", output, "--jobs", "1"]


def infer(folder: Path, file: str) -> list[str]:
    return ["schema", "infer", file, "-o", str(folder / "brouillon.json")]
