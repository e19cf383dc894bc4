"""The tables of a release put into a database of their own, which nothing changes after that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.serve.rows.columns import NUMBER, Column, Table
from tamis.serve.rows.facts import ReleaseFacts
from tamis.serve.rows.former import quoted, write_former_changes
from tamis.serve.rows.layout import TABLES, ReadColumn, TableFile, position_of, read_columns
from tamis.sources.digest import sha256

if TYPE_CHECKING:
    import duckdb

#: Rows that stand together: a page reads one such group at least.
_GROUP: Final = 16_384
#: Columns of a key that are indexed.
_INDEXED: Final = 3
#: The columns that a row and what is told of it meet by, by table.
_MEETING: Final = {
    "journal": ("source", "row"),
    "duplicates": ("_kept_source", "_kept_record"),
    "conflicts": ("_kept_source", "_kept_record"),
}


def build_database(folder: Path, facts: ReleaseFacts, path: Path, memory: int) -> list[Table]:
    """Write the tables of a release into a database; return them.

    Args:
        folder: the release.
        facts: what it says of itself; where it is restricted, no row is written.
        path: where the database is written, in a folder of its own.
        memory: bytes that this may take.
    """
    import duckdb

    with duckdb.connect(config={"memory_limit": f"{memory >> 20}MiB", "threads": 2}) as connection:
        connection.execute(f"SET temp_directory = {quoted(path.parent / 'spill')}")
        connection.execute(f"ATTACH {quoted(path)} AS release (ROW_GROUP_SIZE {_GROUP})")
        connection.execute("USE release")
        tables = [
            _build(connection, folder, listed, facts, path.parent)
            for listed in TABLES
            if (folder / listed.file).is_file()
        ]
        write_former_changes(connection, folder, facts, path.parent / "former.parquet")
        connection.execute("USE memory")
        connection.execute("DETACH release")
    return tables


def _build(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    listed: TableFile,
    facts: ReleaseFacts,
    room: Path,
) -> Table:
    place = room / "table.parquet"
    place.unlink(missing_ok=True)
    file = folder / listed.file
    digest = sha256(file)
    _take(file, listed, place)
    described = _described(connection, place)
    fields = facts.fields if listed.name == "data" else {}
    read = list(read_columns(described, fields))
    position = position_of(described, fields)
    _create(connection, listed.name, described, read, position, place, facts.is_restricted)
    columns = tuple(column.column for column in read)
    names = {column.name: column for column in columns}
    key = facts.key if listed.name == "data" and set(facts.key) <= set(names) else ()
    for column in _indexed(listed.name, names, key):
        connection.execute(
            f"CREATE INDEX {listed.name}_{column.identifier} ON {listed.name} ({column.identifier})"
        )
    place.unlink(missing_ok=True)
    counted = connection.execute(f"SELECT count(*) FROM {listed.name}").fetchall()
    return Table(
        name=listed.name,
        identifier=listed.name,
        columns=columns,
        height=counted[0][0],
        digest=digest,
        file=listed.file,
        is_inert=listed.has_marks,
        is_placed=position is not None,
        key=key,
    )


def _take(file: Path, listed: TableFile, place: Path) -> None:
    """Have a table stand as Parquet under a name that is ours."""
    if file.suffix == ".parquet":
        place.symlink_to(file.resolve())
        return
    import polars as pl

    from tamis.values.formulas import exact

    scan = pl.scan_csv(file, infer_schema=False, glob=False)
    names = scan.collect_schema().names()
    if listed.has_marks:
        scan = scan.with_columns(exact(pl.col(name)).alias(name) for name in names)
    whole = [pl.col(name).cast(pl.Int64) for name in names if name in listed.integers]
    scan.with_columns(whole).sink_parquet(place)


def _described(connection: duckdb.DuckDBPyConnection, place: Path) -> Mapping[str, str]:
    """Return the type of each column of a Parquet file, by name."""
    import polars as pl

    names = pl.scan_parquet(place, glob=False).collect_schema().names()
    aliases = ", ".join(f"r{position}" for position in range(len(names)))
    rows = connection.execute(
        f"DESCRIBE SELECT * FROM read_parquet({quoted(place)}) AS t({aliases})"
    ).fetchall()
    return {name: str(row[1]) for name, row in zip(names, rows, strict=True)}


def _create(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    described: Mapping[str, str],
    read: list[ReadColumn],
    position: tuple[str, str] | None,
    place: Path,
    is_restricted: bool,
) -> None:
    aliases = ", ".join(f"r{index}" for index in range(len(described)))
    shown = [f"file_row_number + 1 AS {NUMBER.identifier}"]
    shown += [f"{column.expression} AS {column.column.identifier}" for column in read]
    if position is not None:
        shown += [f"{position[0]} AS __lon", f"{position[1]} AS __lat"]
    limit = " LIMIT 0" if is_restricted else ""
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {', '.join(shown)} FROM "
        f"read_parquet({quoted(place)}, file_row_number=true) "
        f"AS t({aliases}, file_row_number){limit}"
    )
    connection.execute(f"CREATE INDEX {name}_number ON {name} ({NUMBER.identifier})")


def _indexed(name: str, columns: Mapping[str, Column], key: tuple[str, ...]) -> Iterator[Column]:
    wanted = key[:_INDEXED] if name == "data" else _MEETING.get(name, ())
    yield from (columns[column] for column in wanted if column in columns)
