"""One file that conforms to its schema as what is to be published: the clerk's way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from tamis import app
from tamis.checks.rules import file_likely_restricted
from tamis.loading import catalogue
from tamis.model.errors import RefusedError
from tamis.model.report import Report
from tamis.model.text import Text
from tamis.publish.digest import digest
from tamis.publish.publication import DatasetNote, Publication, PublishedFile
from tamis.publish.release_folder import personal_data
from tamis.render import Style
from tamis.render.formats import datagouv
from tamis.sources import sidecar


def read(
    path: Path,
    schema: app.SchemaSource | None,
    note: DatasetNote,
    *,
    reading: app.ReadOptions = app.DEFAULT_READ_OPTIONS,
    allow_invalid: bool = False,
    allow_personal: bool = False,
) -> Publication:
    """Return what is to be published of a file, once it is judged.

    Args:
        path: the file.
        schema: what it must conform to; None where its columns tell.
        note: the title and the description of its resource; what is there stays where it says none.
        reading: how to read it.
        allow_invalid: whether it is published all the same where it does not conform.
        allow_personal: whether fields that look like those of personal data are meant to be there.

    Raises:
        RefusedError: it is restricted, or does not conform.
        SourceError: it cannot be read.
    """
    origin = sidecar.read(path)
    if origin is not None and origin.restricted:
        raise sidecar.restriction(path.name, origin)
    before = digest(path)
    report = app.validate(path, schema, reading=reading)
    if not report.valid and not allow_invalid:
        raise _not_valid(path, report)
    code = file_likely_restricted.RULE.code
    if any(finding.code == code for finding in report.findings) and not allow_personal:
        raise personal_data(path.name)
    named = (report.schema.name, report.schema.version)
    file = PublishedFile(
        name=path.name,
        path=path,
        title=note.title,
        description=note.description,
        type="main",
        size=before.size,
        sha1=before.sha1,
        schema=named if catalogue.published_url(*named) else None,
        extras=_extras(report),
    )
    return Publication(source=path, note=note, files=(file,))


def _extras(report: Report) -> Mapping[str, Any]:
    """Return the extras of the validation, as the report form of the portal has them."""
    out = StringIO()
    datagouv.write.write(iter([report]), out, Style())
    extras: Mapping[str, Any] = json.loads(out.getvalue())["extras"]
    return extras


def _not_valid(path: Path, report: Report) -> RefusedError:
    errors = report.verdict.errors
    return RefusedError(
        Text(
            fr=f"« {path} » n'est pas conforme à {report.schema.name} "
            f"({errors} {'erreur' if errors == 1 else 'erreurs'}) : rien n'est publié.",
            en=f"“{path}” does not conform to {report.schema.name} "
            f"({errors} {'error' if errors == 1 else 'errors'}): nothing is published.",
        ),
        Text(
            fr="Voyez lesquelles : tamis validate ; corrigez : tamis normalize ; ou publiez-le tel "
            "quel : --allow-invalid.",
            en="See which: tamis validate; repair: tamis normalize; or publish it as it is: "
            "--allow-invalid.",
        ),
    )
