"""How an operation gives its records, where its parameters and its answer say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tamis.tables.header import folded

#: Names that parameters and members have, folded (`folded`), the surest first.
_PAGE: Final = ("page", "pagenumber", "numpage", "numeropage", "nopage", "pageno", "pagenum",
                "pageindex", "currentpage")  # fmt: skip
_SIZE: Final = ("perpage", "pagesize", "size", "itemsperpage", "resultsperpage", "rowsperpage",
                "parpage", "taillepage", "limit", "limite", "rows", "nombre", "nb", "maxresults",
                "maxitems", "top", "take", "count")  # fmt: skip
_OFFSET: Final = ("offset", "skip", "start", "startindex", "debut", "from", "first", "rang")
_CURSOR: Final = ("cursor", "curseur", "pagetoken", "nextpagetoken", "nextcursor", "after",
                  "continuationtoken", "continuation", "scrollid", "startingafter")  # fmt: skip
_TOTAL: Final = ("totalresults", "totalcount", "totalitems", "totalelements", "totalrecords",
                 "totalhits", "totalrows", "nbtotal", "nombretotal", "nombretotalresultats",
                 "hydratotalitems", "nhits", "total", "count", "results", "nombre", "nbresultats",
                 "numbermatched")  # fmt: skip
_PAGES: Final = ("totalpages", "pagecount", "nbpages", "nombrepages", "nombredepages",
                 "numberofpages", "lastpage", "pages")  # fmt: skip
_NEXT: Final = ("nextcursor", "nextpagetoken", "curseursuivant", "continuationtoken", "scrollid",
                "cursor", "nexttoken", "next")  # fmt: skip
#: Members whose name says more behind that of what holds them.
_RELATIVE: Final = frozenset({"next", "total"})
#: How many references may follow one another.
_STEPS: Final = 20
#: How deep a total is looked for.
_DEPTH: Final = 3


def paging(
    parameters: Sequence[Mapping[str, Any]], contract: Mapping[str, Any], headers: Sequence[str]
) -> dict[str, Any] | None:
    """Return how pages follow one another; None where nothing is recognised.

    Args:
        parameters: those of the query: ``name`` and the keywords of their schema.
        contract: the JSON Schema of the answer.
        headers: names of the headers of the answer.
    """
    named = {folded(str(parameter["name"])): parameter for parameter in parameters}
    size = _first(named, _SIZE)
    members = dict(_counts(contract))
    total = _first(members, _TOTAL) or ""
    common: dict[str, Any] = {"size": "", "most": 0, "total": total}
    if size is not None:
        most = size.get("maximum") or size.get("default") or 0
        common |= {"size": size["name"], "most": most if _is_count(most) else 0}
    following = _first(dict(_texts(contract)), _NEXT)
    cursor = _first(named, _CURSOR)
    if cursor is not None and following:
        begin = "*" if folded(cursor["name"]) == "curseur" else ""
        return {**common, "kind": "cursor", "page": cursor["name"], "next": following,
                "begin": begin}  # fmt: skip
    page = _first(named, _PAGE)
    if page is not None:
        return {
            **common,
            **_by_number(page, common["most"]),
            "pages": _first(members, _PAGES) or "",
        }
    offset = _first(named, _OFFSET)
    if offset is not None and common["most"] and _is_whole(offset):
        bound = offset.get("maximum")
        cut = bound + common["most"] if _is_count(bound) else 0
        return {**common, "kind": "offset", "page": offset["name"], "cut": cut}
    if any(header.lower() == "link" for header in headers):
        return {**common, "kind": "link", "page": ""}
    return None


def _by_number(page: Mapping[str, Any], most: int) -> dict[str, Any]:
    starts = [page[key] for key in ("minimum", "default") if page.get(key) in (0, 1)]
    first = 0 if 0 in starts[:1] else 1
    last = page.get("maximum")
    bounded = {"last": last, "cut": (last - first + 1) * most} if last and _is_count(last) else {}
    return {"kind": "page", "page": page["name"], "first": first, **bounded}


def _first(named: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((named[name] for name in names if name in named), None)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_whole(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("type") in (None, "integer", "number")


def _counts(contract: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the members that hold a whole number, folded, and what leads there."""
    return _members(contract, contract, ("integer", "number"), "", _DEPTH)


def _texts(contract: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return _members(contract, contract, ("string",), "", _DEPTH)


def _members(
    root: Mapping[str, Any], schema: Any, types: tuple[str, ...], above: str, depth: int
) -> Iterator[tuple[str, str]]:
    schema = referred(root, schema)
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    deeper: list[tuple[str, Any]] = []
    for name, inner in properties.items():
        body = referred(root, inner)
        if not isinstance(body, Mapping) or "/" in name:
            continue
        wanted = body.get("type")
        if set(wanted if isinstance(wanted, list) else [wanted]) & set(types):
            yield folded(name), f"{above}{name}"
        elif body.get("properties"):
            deeper.append((name, body))
    if depth > 1:
        for name, body in deeper:
            for inner_name, place in _members(root, body, types, f"{above}{name}/", depth - 1):
                if inner_name in _RELATIVE:
                    yield f"{folded(name)}{inner_name}", place
                yield inner_name, place


def referred(root: Mapping[str, Any], schema: Any, seen: frozenset[str] = frozenset()) -> Any:
    """Return what a reference within a contract leads to, several forms as their first object.

    `seen`: the references that were followed on the way: one that comes again says nothing.
    """
    for _ in range(_STEPS):
        if not isinstance(schema, Mapping):
            return schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/$defs/"):
            if reference in seen:
                return {}
            seen |= {reference}
            schema = root.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {})
            continue
        forms = [form for key in ("anyOf", "oneOf") for form in schema.get(key, ())]
        chosen = [form for form in forms if form != {"type": "null"}]
        if len(chosen) == 1 and "properties" not in schema:
            schema = chosen[0]
            continue
        return _merged(root, schema, seen)
    return {}


def _merged(
    root: Mapping[str, Any], schema: Mapping[str, Any], seen: frozenset[str]
) -> Mapping[str, Any]:
    """Return a schema with the members of what it is made of (allOf)."""
    if not schema.get("allOf"):
        return schema
    merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    properties: dict[str, Any] = {}
    for part in schema["allOf"]:
        inner = referred(root, part, seen)
        if isinstance(inner, Mapping):
            properties |= inner.get("properties", {})
            merged = {**{k: v for k, v in inner.items() if k != "properties"}, **merged}
    properties |= schema.get("properties", {})
    return {**merged, **({"properties": properties} if properties else {})}
