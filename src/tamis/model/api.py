"""An API of the registry, as data: where it is, who may ask, what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tamis.model.origin import Access, Sensitivity
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How an operation gives its records a page at a time.

    Attributes:
        page: the parameter that holds the number of the page, of the first record, or a cursor.
        size: the parameter that holds the number of records a page; "" where none does.
        most: how many records a page may have; 0 where that is not known.
        total: members that lead to how many records there are, separated by slashes.
        pages: members that lead to how many pages there are; "" where it is not told.
        last: the last page that may be asked for; 0 for no limit.
        cut: how many records the API gives at most, whatever there are; 0 for no limit.
        kind: whether pages are numbered, begin at a record, follow a cursor of the answer before,
            or its header ``Link`` (RFC 8288).
        first: the number of the first page.
        next: members that lead to the cursor of the page to come.
        begin: the cursor of the first page; "" where it has none.
    """

    page: str
    size: str
    most: int
    total: str
    pages: str = ""
    last: int = 0
    cut: int = 0
    kind: Literal["page", "offset", "cursor", "link"] = "page"
    first: int = 1
    next: str = ""
    begin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked of an API.

    Attributes:
        path: the path below the base address; parts in braces are parameters.
        contract: the name of the JSON Schema of its good answers, or "".
        contracts: the names of JSON Schemas by status ("404", "4XX", "default"), where known.
        records: members that lead to the records, separated by slashes; "" where the answer is
            the list, None where it is one record.
        table: the Table Schema of the rows that an answer is flattened to; "" where none ships.
        tables: the Table Schemas that it can be flattened to.
        parameters: the parameters that it knows.
        required: those without which it does not answer.
        headers: those that are sent as headers.
        choices: the values that a parameter takes, where they are listed.
        keyed: whether the token of the API is shown.
        free: whether it takes other parameters too (names of columns).
        empty: whether an empty body is an answer.
        lines, bytes: how much one file may have, for operations that take a file.
    """

    name: str
    title: Text
    path: str
    method: str = "GET"
    contract: str = ""
    contracts: Mapping[str, str] = field(default_factory=dict)
    records: str | None = None
    table: str = ""
    tables: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keyed: bool = True
    free: bool = False
    empty: bool = False
    paging: Paging | None = None
    lines: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Where the right to ask is kept, and how it is shown. The value is never here.

    `variable` is an environment variable, and the name under which a keyring holds it. It is sent
    in a header, behind a scheme, or as a parameter.
    """

    variable: str
    header: str = "Authorization"
    scheme: str = "Bearer"
    parameter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API: its address, its law, what can be asked of it.

    Attributes:
        name: its name in the registry; aliases: other names that it goes by.
        base: the address that paths are added to.
        retired: former addresses, which lead there with a warning.
        access: who may ask.
        sensitivity: what its answers hold of persons.
        legal: the law that opens it, for a restricted one.
        request: where the right to ask is requested.
        rate: requests a second that it officially allows from one address.
        see: the API that answers in its place, or "".
        correlation: the header that wants an identifier of each request (a UUID), or "".
        sources: where each group of facts was read (`FACTS`); one without is not verified.
    """

    name: str
    title: Text
    producer: str
    base: str
    access: Access
    sensitivity: Sensitivity
    licence: str
    notes: Text
    aliases: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    documentation: str = ""
    legal: str = ""
    request: str = ""
    rate: float = 1.0
    see: str = ""
    correlation: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    token: Token | None = None
    operations: Mapping[str, Operation] = field(default_factory=dict)

    @property
    def restricted(self) -> bool:
        """Whether only holders of an authorisation may ask."""
        return self.access == "restricted"

    @property
    def unverified(self) -> tuple[str, ...]:
        """The groups of facts that are stated here and that no public source was found for."""
        operations = self.operations.values()
        stated = {
            "base": self.base,
            "access": self.access,
            "rate": self.base and self.operations,
            "licence": not self.restricted,
            "legal": self.legal,
            "request": self.request,
            "operations": self.operations,
            "paging": any(operation.paging for operation in operations),
            "contracts": any(operation.contract for operation in operations),
        }
        return tuple(
            name for name, is_stated in stated.items() if is_stated and name not in self.sources
        )
