"""Reference data of another year."""

from __future__ import annotations

from collections.abc import Callable
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
    return _renewed(source, Path(output) if output else reference.user_file(), reference.build)


def renew_centres(
    source: str | Path = "", output: str | Path | None = None, *, base: str = ""
) -> Path:
    """Take the centres of all communes from API Géo, and use them. Return the file written.

    Args:
        source: an answer that was kept, or the address of one; API Géo is asked otherwise.
        output: a file to write instead of the one that tamis uses.
        base: the address asked in the place of API Géo's.

    Raises:
        SourceError: there is no answer, it is not whole, or the file cannot be written.
    """
    question = source or reference.centres_question(base)
    target = Path(output) if output else reference.user_centres()
    return _renewed(question, target, reference.build_centres)


def _renewed(source: str | Path, target: Path, build: Callable[[Path], bytes]) -> Path:
    from tamis.writers.swap import beside

    if Path(source).is_dir():
        content = build(Path(source))
    else:
        limits = replace(DEFAULT, hosts_option=False)
        with sources.open_source(str(source), limits=limits) as local:
            content = build(local.path)
    with beside(target) as part:
        part.write_bytes(content)
    reference.clear_caches()
    return target
