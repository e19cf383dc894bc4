"""What a caller chooses of a release: options of the release, of collecting, of data.gouv.fr."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tamis.engine.spark import Cluster
from tamis.model.dialect import TableDialect
from tamis.model.limits import DEFAULT, MB, Limits
from tamis.sources.policy import FetchPolicy

#: Where the API of data.gouv.fr is, unless told otherwise.
DATAGOUV_URL: Final = "https://www.data.gouv.fr"
#: Bytes that the cache may take unless told otherwise.
CACHE_SIZE: Final = 20_000 * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class DatagouvOptions:
    """Which resources of data.gouv.fr to merge.

    Attributes:
        schema: the name of their schema in the catalogue; "" for the schema of the release.
        base: where the API is.
        exclude: datasets left out, such as the one that consolidates them.
        match: other searches, by words or by tag (``tag:irve``): what they find is taken where it
            states no other schema, can be read, and most of its rows conform.
    """

    schema: str = ""
    base: str = DATAGOUV_URL
    exclude: tuple[str, ...] = ()
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectOptions:
    """How sources are fetched and read.

    Attributes:
        cache: where fetched files and results are kept for the next run; None keeps nothing.
        cache_size: the bytes that the cache may take; what a run needs stays all the same.
        jobs: how many sources are read at once; 0 for as many as there are cores.
        stale: whether an earlier copy, else the former rows, stand in for a source whose server
            does not answer.
        fetch: hosts, tries and pauses of requests.
        limits: how much is read of a source.
        dialect: the encoding and the delimiter of the sources that do not say theirs.
        spark: the cluster that does the work; None for this machine.
    """

    cache: Path | None = None
    cache_size: int = CACHE_SIZE
    jobs: int = 0
    stale: bool = True
    fetch: FetchPolicy = field(default_factory=FetchPolicy)
    limits: Limits = DEFAULT
    dialect: TableDialect = TableDialect()  # noqa: RUF009 frozen
    spark: Cluster | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregateOptions:
    """How sources become a release.

    Attributes:
        key: fields that name a row; else those of the manifest, or of the schema.
        latest: the field whose highest value decides between two rows of one key.
        prefer: what decides, the first first (``latest``, ``priority``, ``modified``, ``order``);
            with ``all``, every row stays and duplicates are marked.
        max_reject_rate: the share of rejected rows (0 to 1) beyond which a source is held back
            whole; None for no limit.
        max_shrink: the share of its rows (0 to 1) that a source may lose from one release to the
            next; beyond, its former rows stand in. 1 for no limit.
        keep_days: days for which former rows stand in, where the release has a date; 0 keeps none.
        all_or_nothing: whether one doubtful source stops the release.
        licence: the licence of the release; "" for that of the manifest.
        source_licence: the licence of the sources that state none.
        ask_licence: called, where the release states its licence, with the ids of the sources that
            state none; it returns which one they bear, "" where nobody knows.
        exclude: ids of sources to leave out.
        date: the day of the release (ISO 8601), written in its descriptors.
        previous: the release to tell the changes from; None for the one that is replaced.
        origin_columns: whether rows have the identifiers and dates of their resource, under the
            names that transport.data.gouv.fr's consolidated file has.
        keep_releases: former releases that are kept beside the release, to go back to.
        records: of a JSON Schema, JSON Pointers of the lists of records of a document, where they
            are not those that it describes; ``/`` for documents that are one record each.
        partition: the field by whose values rows are written as Parquet too.
        near: metres within which rows of two sources may be one thing; 0 looks for none.
        decisions: what was decided of such pairs, as a file.
        datagouv: resources of data.gouv.fr to merge too.
        collect: how sources are fetched and read.
    """

    key: tuple[str, ...] = ()
    latest: str = ""
    prefer: tuple[str, ...] = ()
    max_reject_rate: float | None = None
    max_shrink: float = 0.5
    keep_days: int = 30
    all_or_nothing: bool = False
    licence: str = ""
    source_licence: str = ""
    ask_licence: Callable[[Sequence[str]], str] | None = None
    exclude: tuple[str, ...] = ()
    date: str = ""
    previous: Path | None = None
    origin_columns: bool = False
    keep_releases: int = 0
    records: tuple[str, ...] = ()
    partition: str = ""
    near: float = 0.0
    decisions: Path | None = None
    datagouv: DatagouvOptions | None = None
    collect: CollectOptions = field(default_factory=CollectOptions)
