"""The published schemas that a JSON Schema refers to, from the store. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

from tamis.loading import catalogue, documents, store
from tamis.model.errors import SchemaError


def referenced_documents(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas at hand that `descriptor`, or one that it refers to, names, by address."""
    documents: dict[str, Any] = {}
    base = str(descriptor.get("$id") or descriptor.get("id") or "")
    todo = list(_addresses(descriptor, base))
    while todo:
        address = todo.pop()
        if address in documents or (schema := _published(address)) is None:
            continue
        documents[address] = schema
        todo += _addresses(schema, address)
    return documents


def _published(address: str) -> Mapping[str, Any] | None:
    known = catalogue.published_at(address)
    if known is not None and known[0].kind != "jsonschema":
        return None
    path = known[0].versions[known[1]] if known else store.stored_file(address)
    try:
        return documents.parse(path.read_bytes(), address) if path else None
    except (OSError, SchemaError):
        return None


def _addresses(schema: Any, base: str) -> Iterator[str]:
    """Return the addresses of other documents that the references of a schema lead to."""
    todo = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            reference = node.get("$ref")
            if isinstance(reference, str):
                address = urldefrag(urljoin(base, reference)).url
                if address.startswith(("http://", "https://")) and address != base:
                    yield address
            todo += node.values()
        elif isinstance(node, list):
            todo += node
