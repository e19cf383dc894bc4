"""Reference data of another year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tamis import reference, sources
from tamis.model.limits import DEFAULT


def renew_reference(source: str | Path, output: str | Path | None = None) -> Path:
    """Build the reference data anew, and use them from now on. Return the file written.

    Args:
        source: the package ``@etalab/decoupage-administratif``: its folder, its archive, or the
            address of the archive.
        output: a file to write instead of the one that tamis uses.

    Raises:
        SourceError: it is not that package, or the file cannot be written.
    """
    from tamis.writers.swap import beside

    if Path(source).is_dir():
        content = reference.build(Path(source))
    else:
        limits = replace(DEFAULT, hosts_option=False)
        with sources.open_source(str(source), limits=limits) as local:
            content = reference.build(local.path)
    target = Path(output) if output else reference.user_file()
    with beside(target) as part:
        part.write_bytes(content)
    reference.clear_caches()
    return target
