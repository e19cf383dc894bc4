"""On which terms a release is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tamis.release.collect.scheduler import Means
from tamis.release.inputs.datagouv import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms a release is made.

    Attributes:
        key: fields that name a row; else those of the manifest, or of the schema.
        latest: the field whose highest value decides between two rows of one key.
        prefer: what decides, the first first (``latest``, ``priority``, ``modified``, ``order``);
            with ``all``, every row stays and those that would have gone are marked.
        max_reject_rate: the share of rejected rows (0 to 1) beyond which a source is held back
            whole; None holds none back.
        date: the day of the release (ISO 8601), where it is to be told.
        previous: the folder of the release to tell the changes from; else the one replaced.
        partition: a field by whose values the typed rows are written once more, a folder each;
            "" for none.
        datagouv: what to list on data.gouv.fr, if anything.
        means: how sources are brought and read.
    """

    key: tuple[str, ...] = ()
    latest: str = ""
    prefer: tuple[str, ...] = ()
    max_reject_rate: float | None = None
    date: str = ""
    previous: Path | None = None
    partition: str = ""
    datagouv: Query | None = None
    means: Means = field(default_factory=Means)
