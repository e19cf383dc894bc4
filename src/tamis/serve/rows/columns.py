"""The columns of a served table: what each holds, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

#: The number of each row, from 1, in the order of the file.
ROW_NUMBER: Final = "__id"


class Kind(Enum):
    """What the values of a column are; its value is the ``python_type`` of the tabular API."""

    TEXT = "string"
    INTEGER = "int"
    NUMBER = "float"
    BOOLEAN = "bool"
    DATE = "date"
    DATETIME = "datetime"
    JSON = "json"

    @property
    def is_number(self) -> bool:
        """Whether values can be summed."""
        return self in {Kind.INTEGER, Kind.NUMBER}

    @property
    def is_moment(self) -> bool:
        """Whether values are days or instants."""
        return self in {Kind.DATE, Kind.DATETIME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a served table.

    Attributes:
        name: as the file has it; any text.
        identifier: its name in the database, which is ours: nothing of the file is in it.
        kind: what its values are.
        format: what they stand for, in the words of csv-detective (``code_commune_insee``…).
        title: what people call it; "" where nobody says.
        delimiter: what parts the items of a list in CSV; "" where values are no lists.
    """

    name: str
    identifier: str
    kind: Kind
    format: str = ""
    title: str = ""
    delimiter: str = ""


#: The column that every table has.
NUMBER: Final = Column(name=ROW_NUMBER, identifier=ROW_NUMBER, kind=Kind.INTEGER, format="int")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it is served.

    Attributes:
        name: what it is called in its release (``data``, ``rejects``…).
        identifier: its name in the database.
        columns: its columns, without the number of the row.
        height: how many rows it has.
        digest: the SHA-256 of its file.
        file: the name of its file in the release.
        is_inert: whether formulas are made inert where it is written for spreadsheets.
        is_placed: whether its rows have a position (hidden columns ``__lon`` and ``__lat``).
        key: the columns that name a row; none where nothing does.
    """

    name: str
    identifier: str
    columns: tuple[Column, ...]
    height: int
    digest: str
    file: str
    is_inert: bool = False
    is_placed: bool = False
    key: tuple[str, ...] = ()

    @property
    def download(self) -> str:
        """The file to take: the text of the rows where they are text, too."""
        return "data.csv" if self.name == "data" else self.file

    def by_name(self) -> Mapping[str, Column]:
        """Return the columns by name, the number of the row among them."""
        return {column.name: column for column in (NUMBER, *self.columns)}
