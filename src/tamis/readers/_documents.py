"""JSON documents that can only be read whole, and the records in them."""

from __future__ import annotations

import json
from typing import Any

from tamis.readers import Request
from tamis.readers._records import damaged, decoder
from tamis.sources._room import too_large
from tamis.sources.path import Local


def whole(local: Local, request: Request) -> Any:
    """Return the content of a file that has to be read whole.

    Raises:
        SourceError: it is too large for that, or is not JSON.
    """
    if local.path.stat().st_size > request.limits.document:
        raise too_large(local.name, request.limits.document)
    try:
        return decoder().decode(local.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise damaged(local.name, "JSON", reason(error), getattr(error, "lineno", 0)) from error


def reason(error: Exception) -> str:
    """Return what is wrong with a text that is no JSON."""
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def only_list(content: Any) -> list[dict[str, Any]] | None:
    """Return the list of objects that an object holds, where it holds one only."""
    members = content.values() if isinstance(content, dict) else []
    lists = [one for one in members if isinstance(one, list) and one and _objects(one)]
    return lists[0] if len(lists) == 1 else None


def _objects(values: list[Any]) -> bool:
    return all(isinstance(one, dict) for one in values)


def features(content: Any) -> list[dict[str, Any]] | None:
    """Return the features of a GeoJSON document as flat records, None where it is none."""
    kind = content.get("type") if isinstance(content, dict) else None
    found = content.get("features") if kind == "FeatureCollection" else [content]
    if kind not in {"FeatureCollection", "Feature"} or not isinstance(found, list):
        return None
    return [_flat(one) for one in found] if _objects(found) else None


def _flat(feature: dict[str, Any]) -> dict[str, Any]:
    """Return properties and geometry; the identifier too where no property has its name."""
    properties = feature.get("properties") or {}
    identifier = {"id": feature["id"]} if "id" in feature and "id" not in properties else {}
    shape = {} if "geometry" in properties else {"geometry": feature.get("geometry")}
    return {**identifier, **properties, **shape}
