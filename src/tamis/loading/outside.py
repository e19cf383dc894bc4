"""What schemas refer to outside the catalogue: other schemas, lists of values, tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

from tamis.loading import references
from tamis.model.address import is_address


def addresses(descriptor: Mapping[str, Any], base: str = "") -> Iterator[str]:
    """Give the addresses that a descriptor refers to: ``$ref``, ``enum`` in a file, foreign keys.

    Schemas that ship, and what `base` itself holds, are left out.
    """
    own = str(descriptor.get("$id") or descriptor.get("id") or "") or base
    known = references.wellknown()
    for reference in (*_schemas(descriptor), *_tables(descriptor)):
        address = urldefrag(urljoin(own, reference)).url
        if is_address(address) and address != urldefrag(own).url and address not in known:
            yield address


def _schemas(descriptor: Any) -> Iterator[str]:
    todo = [descriptor]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield reference
            todo += node.values()
        elif isinstance(node, list):
            todo += node


def _tables(descriptor: Mapping[str, Any]) -> Iterator[str]:
    fields = descriptor.get("fields")
    for field in fields if isinstance(fields, list) else ():
        constraints = field.get("constraints") if isinstance(field, Mapping) else None
        listed = constraints.get("enum") if isinstance(constraints, Mapping) else None
        if isinstance(listed, str):
            yield listed
    keys = descriptor.get("foreignKeys")
    for key in keys if isinstance(keys, list) else ():
        reference = key.get("reference") if isinstance(key, Mapping) else None
        resource = reference.get("resource") if isinstance(reference, Mapping) else None
        if isinstance(resource, str) and is_address(resource):
            yield resource
