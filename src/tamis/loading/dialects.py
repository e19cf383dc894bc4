"""Table dialects (Data Package v1 and v2) into the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Final

from tamis.loading import documents
from tamis.model.dialect import TableDialect, misfit
from tamis.model.errors import SchemaError
from tamis.model.text import Text

_TEXTS: Final = {
    "headerJoin": "header_join",
    "commentChar": "comment_char",
    "delimiter": "delimiter",
    "lineTerminator": "line_terminator",
    "escapeChar": "escape_char",
    "nullSequence": "null_sequence",
    "property": "property",
    "itemType": "item_type",
    "sheetName": "sheet_name",
    "table": "table",
    "encoding": "encoding",
}
_BOOLEANS: Final = {
    "header": "header",
    "doubleQuote": "double_quote",
    "skipInitialSpace": "skip_initial_space",
}
_ROWS: Final = {"headerRows": "header_rows", "commentRows": "comment_rows"}
#: What frictionless calls keywords of the specification.
_SYNONYMS: Final = {"keys": "itemKeys"}
#: Keywords of an array or a workbook that frictionless writes in objects of their own.
_GROUPS: Final = ("csv", "json", "excel", "ods")


#: Keywords of other versions, which are not obeyed.
_UNREAD: Final = frozenset(
    {"csvddfVersion", "caseSensitiveHeader", "headerCase", "skipBlankRows", "sheet", "$schema"}
)
#: Above this likeness, from 0 to 1, an unknown keyword is a misspelt one.
_NEAR: Final = 0.8


def from_file(path: Path) -> TableDialect:
    """Load the dialect in a file, or the one of the resource that a file describes.

    Raises:
        SchemaError: the file cannot be read, is no dialect, or has a keyword that is misspelt.
    """
    descriptor = documents.load(path)
    if "dialect" in descriptor:
        return from_resource(descriptor)
    _ensure_known(descriptor)
    return from_descriptor(descriptor)


def _ensure_known(descriptor: Mapping[str, Any]) -> None:
    """Refuse a keyword that comes near one that there is: it would not be obeyed.

    Raises:
        SchemaError: there is one.
    """
    known = {*_MEMBERS, "quoteChar", *_SYNONYMS, *_GROUPS, *_UNREAD}
    for keyword in descriptor:
        near = get_close_matches(keyword, known, n=1, cutoff=_NEAR)
        if keyword not in known and near:
            raise SchemaError(
                Text(
                    fr=f"Le dialecte est mal écrit : « {keyword} » n'est pas un mot-clé.",
                    en=f"The dialect is malformed: “{keyword}” is no keyword.",
                ),
                Text(fr=f"Est-ce « {near[0]} » ?", en=f"Is it “{near[0]}”?"),
            )


def from_resource(raw: Mapping[str, Any]) -> TableDialect:
    """Build the dialect of a resource, and its encoding.

    Raises:
        SchemaError: what it declares is no dialect.
    """
    stated = raw.get("dialect")
    dialect = from_descriptor(stated) if isinstance(stated, Mapping) else TableDialect()
    encoding = raw.get("encoding")
    return TableDialect(encoding=str(encoding or "")).over(dialect)


def from_descriptor(raw: Mapping[str, Any]) -> TableDialect:
    """Build a dialect.

    Raises:
        SchemaError: a keyword has a value that it cannot have.
    """
    flat = dict(raw)
    for group in _GROUPS:
        inner = flat.pop(group, None)
        flat = {**(inner if isinstance(inner, Mapping) else {}), **flat}
    for theirs, ours in _SYNONYMS.items():
        if theirs in flat and ours not in flat:
            flat[ours] = flat[theirs]
    if isinstance(flat.get("sheet"), str | int):
        flat.setdefault(
            "sheetName" if isinstance(flat["sheet"], str) else "sheetNumber", flat["sheet"]
        )
    dialect = TableDialect(**dict(_members(flat)))
    if keyword := misfit(dialect):
        raise _refused(keyword, flat.get(keyword, ""))
    return dialect


def _members(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for keyword, value in raw.items():
        if keyword == "quoteChar":
            yield "quote_char", _typed(raw, keyword, str) if value else None
        elif value is not None and keyword in _MEMBERS:
            name, read = _MEMBERS[keyword]
            yield name, read(raw, keyword)


def _typed(raw: Mapping[str, Any], keyword: str, kind: type) -> Any:
    if not isinstance(raw[keyword], kind):
        raise _refused(keyword, raw[keyword])
    return raw[keyword]


def _rows(raw: Mapping[str, Any], keyword: str) -> tuple[int, ...]:
    numbers = _typed(raw, keyword, list)
    return tuple(sorted({_number(raw, keyword, number) for number in numbers}))


def _texts(raw: Mapping[str, Any], keyword: str) -> tuple[str, ...]:
    return tuple(map(str, _typed(raw, keyword, list)))


def _sheet(raw: Mapping[str, Any], keyword: str) -> int:
    return _number(raw, keyword, raw[keyword])


def _number(raw: Mapping[str, Any], keyword: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _refused(keyword, raw[keyword])
    return value


def _refused(keyword: str, value: Any) -> SchemaError:
    return SchemaError(
        Text(
            fr=f"Le dialecte est mal écrit : « {keyword} » ne peut pas être {value!r}.",
            en=f"The dialect is malformed: “{keyword}” cannot be {value!r}.",
        )
    )


_Read = Callable[[Mapping[str, Any], str], Any]
#: Each keyword with the name of its attribute, and what reads it.
_MEMBERS: Final[Mapping[str, tuple[str, _Read]]] = {
    **{keyword: (name, partial(_typed, kind=str)) for keyword, name in _TEXTS.items()},
    **{keyword: (name, partial(_typed, kind=bool)) for keyword, name in _BOOLEANS.items()},
    **{keyword: (name, _rows) for keyword, name in _ROWS.items()},
    "itemKeys": ("item_keys", _texts),
    "sheetNumber": ("sheet_number", _sheet),
}
