"""Data Package descriptors (v1 and v2) into the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from tamis.loading import dialects, table_schema
from tamis.model.errors import SchemaError
from tamis.model.package import Package, Resource
from tamis.model.schema import Schema
from tamis.model.text import Text

#: Media types and endings of what is read by people, or by harvesters, and holds no table.
_DOCUMENTS: Final = frozenset(
    {"text/html", "text/markdown", "application/pdf", "application/atom+xml", "application/ld+json"}
)
_ENDINGS: Final = frozenset(
    {
        ".md",
        ".html",
        ".htm",
        ".pdf",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".svg",
        ".webp",
        ".docx",
        ".odt",
    }
)
#: The schema that a resource names (which of those that name one, and how), if it can be had.
Find = Callable[[int, str], Schema | None]


def find_nothing(at: int, named: str) -> Schema | None:  # noqa: ARG001 a finder's signature
    """Find nothing: the descriptor stands alone."""
    return None


def build(
    descriptor: Mapping[str, Any],
    find: Find = find_nothing,
    *,
    dialect_at: Callable[[str], Mapping[str, Any] | None] = lambda _: None,
    name: str = "",
    version: str = "",
    path: str = "",
) -> Package:
    """Build the model of a Data Package.

    Args:
        descriptor: the package.
        find: gives the schemas that resources name rather than hold.
        dialect_at: gives the dialects that resources name.
        name: its name in a catalogue; else its own.
        version: its version in a catalogue; else its own.
        path: where it came from.

    Raises:
        SchemaError: it has no list of resources, or a dialect that it names cannot be had.
    """
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, Mapping) for r in resources):
        raise SchemaError(
            Text(
                fr="Ce n'est pas un Data Package : il n'a pas de liste « resources ».",
                en="Not a Data Package: it has no list “resources”.",
            )
        )
    return Package(
        name=name or str(descriptor.get("name") or ""),
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        version=version or str(descriptor.get("version") or "").lstrip("v"),
        path=path,
        resources=tuple(_resources([_with_dialect(raw, dialect_at) for raw in resources], find)),
        descriptor=descriptor,
    )


def _with_dialect(
    raw: Mapping[str, Any], dialect_at: Callable[[str], Mapping[str, Any] | None]
) -> Mapping[str, Any]:
    """Return a resource with the dialect that it names in its place."""
    named = raw.get("dialect")
    if not isinstance(named, str):
        return raw
    dialect = dialect_at(named)
    if dialect is None:
        raise SchemaError(
            Text(
                fr=f"Le dialecte « {named} » que nomme le paquet est introuvable.",
                en=f"The dialect “{named}” that the package names cannot be found.",
            )
        )
    return {**raw, "dialect": dialect}


def _resources(listed: list[Mapping[str, Any]], find: Find) -> Iterator[Resource]:
    naming = 0
    taken: Counter[str] = Counter()
    for at, raw in enumerate(listed, start=1):
        if not _is_table(raw):
            continue
        stated = raw.get("schema")
        schema, lacking = None, ""
        if isinstance(stated, Mapping):
            schema = table_schema.from_descriptor(stated)
        elif isinstance(stated, str):
            schema = find(naming, stated)
            lacking = "" if schema else stated
            naming += 1
        name = str(raw.get("name") or f"resource-{at}")
        taken[name] += 1
        size, digest = raw.get("bytes"), raw.get("hash")
        yield Resource(
            name=name if taken[name] == 1 else f"{name} ({taken[name]})",
            index=at - 1,
            dialect=dialects.from_resource(raw),
            format=str(raw.get("format") or ""),
            data=raw.get("data"),
            bytes=size if isinstance(size, int) else None,
            hash=digest if isinstance(digest, str) else "",
            schema=schema,
            title=str(raw.get("title") or ""),
            description=str(raw.get("description") or ""),
            paths=_paths(raw.get("path")),
            foreign_keys=table_schema.foreign_keys(raw),
            lacking=lacking,
        )


def _is_table(raw: Mapping[str, Any]) -> bool:
    """Whether a resource may hold a table: a package lists pages and images, too.

    What has a schema, or says that it is a table, is one (Data Package v2, ``type``); what says
    that it is of another type or media type, or has the ending of a document, is none.
    """
    kind = raw.get("type")
    if raw.get("schema") is not None or kind is not None:
        return raw.get("schema") is not None or kind == "table"
    media = str(raw.get("mediatype") or "").partition(";")[0].strip().lower()
    suffixes = {PurePosixPath(path).suffix.lower() for path in _paths(raw.get("path"))}
    is_document = media in _DOCUMENTS or media.startswith(("image/", "video/", "audio/"))
    return not is_document and not (suffixes and suffixes <= _ENDINGS)


def _paths(value: Any) -> tuple[str, ...]:
    """Return paths, given as one string or as a list."""
    if isinstance(value, list):
        return tuple(map(str, value))
    return () if value is None else (str(value),)
