"""Which published schemas a file looks like, and how sure that is; what its archive holds."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

from tamis import readers, sources
from tamis.loading import detect
from tamis.serve.tasks import Say
from tamis.serve.tasks.inputs import reading_of
from tamis.sources import sidecar
from tamis.sources.sniff import sniff_format

#: Schemas that are told, the likeliest first; members of an archive that are listed.
_SHOWN: Final = 10
_MEMBERS: Final = 200
_NOISE: Final = ("__MACOSX/", ".", "~$")


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:  # noqa: ARG001 it reads a header
    """Return the labels of ``source``, its format, and the schemas that it looks like."""
    if request.get("members"):
        return {"members": members(Path(request["source"]))}
    reading = reading_of(request)
    with sources.open_source(
        request["source"], member=reading.member, limits=reading.limits
    ) as local:
        table = readers.read(local, reading.request(None))
    ranked = detect.rank(table.header)[:_SHOWN]
    return {
        "format": table.format,
        "header": list(table.header),
        "schemas": [
            {"name": like.schema, "version": like.version, "certainty": like.certainty}
            for like in ranked
        ],
    }


def members(path: Path) -> list[str]:
    """Return the files of a zip that may be data; none where it is no zip, or a workbook."""
    if sniff_format(path) != "zip":
        return []
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    data = [name for name in names if not any(p.startswith(_NOISE) for p in name.split("/"))]
    return [name for name in data if not name.endswith(sidecar.SUFFIX)][:_MEMBERS]
