"""A request as a transport takes it, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tamis.sources.answers import NOT_MODIFIED
from tamis.sources.request_content import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What is asked.

    Attributes:
        name: what the user calls it, without a secret.
        secrets: headers that the first origin alone is shown.
        upload: fields of a form, and its file, if it has one: name, content, media type.
        file_field: the name of the field that holds the file.
        body: what is sent as it is, where no form is.
        once: whether the request must not be made again unless the server says that it did nothing
            (429): what it makes would be there twice.
        conditions: headers that ask for the file only where it has changed.
        accept_coding: the codings that a body may come in.
    """

    address: str
    name: str
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    upload: Upload | None = None
    file_field: str = "data"
    body: bytes = field(default=b"", repr=False)
    once: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    accept_coding: str = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What was answered: the status, the headers by name in lower case, the last address."""

    status: int
    headers: Mapping[str, str]
    address: str

    @property
    def not_modified(self) -> bool:
        """Whether the file is the one that was known."""
        return self.status == NOT_MODIFIED
