"""Two versions of a table, held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, Final

from tamis import values
from tamis.model.difference import ChangeKind, Difference, FieldMapping, SchemaChange
from tamis.model.schema import Field, Schema
from tamis.tables.header import folded

#: From which likeness on a field that is gone and one that is new are the same, renamed.
_RENAMED: Final = 0.7
#: Types whose every value, to the letter, is one of another type as well.
_WIDER: Final = {
    "integer": {"number", "string", "any"},
    "year": {"integer", "number", "string", "any"},
    "string": {"any"},
    "any": {"string"},
}
#: Keywords of a field that change what its texts mean.
_MEANINGS: Final = {
    "decimalChar": "decimal_char",
    "groupChar": "group_char",
    "delimiter": "delimiter",
    "itemType": "item_type",
}
#: All that change what texts mean.
_READ: Final = frozenset(
    {"type", "format", "bareNumber", "trueValues", "falseValues", "missingValues", *_MEANINGS}
)


def diff(before: Schema, after: Schema) -> Difference:
    """Return what parts `after` from `before`.

    Fields are the same where their names are; else where name, type, title and description are
    so near that one was renamed.
    """
    pairs = _pairs(before, after)
    changes: list[SchemaChange] = []
    mapping: list[FieldMapping] = []
    for field in after.fields:
        former = pairs.get(field.name)
        if former is None:
            changes.append(
                SchemaChange(kind=ChangeKind.ADDED, field=field.name, breaks=field.required)
            )
            mapping.append(FieldMapping(field=field.name))
            continue
        of_field = list(_of_field(former, field, before, after))
        renamed = former.name != field.name
        if renamed:
            of_field.insert(0, _renamed(former, field))
        changes += of_field
        broken = {
            change.keyword
            for change in of_field
            if change.breaks and change.kind is not ChangeKind.RENAMED
        }
        mapping.append(
            FieldMapping(
                field=field.name,
                source=former.name,
                lossless=not broken,
                renamed=renamed,
                readable=broken.isdisjoint(_READ),
            )
        )
    kept = {former.name for former in pairs.values()}
    dropped = tuple(field.name for field in before.fields if field.name not in kept)
    changes += [SchemaChange(kind=ChangeKind.REMOVED, field=name) for name in dropped]
    changes += _of_table(before, after)
    return Difference(changes=tuple(changes), mapping=tuple(mapping), dropped=dropped)


def _renamed(former: Field, field: Field) -> SchemaChange:
    alike = folded(former.name) == folded(field.name)
    return SchemaChange(
        kind=ChangeKind.RENAMED,
        field=field.name,
        keyword="name",
        before=former.name,
        after=field.name,
        breaks=field.required and not alike,
    )


def _pairs(before: Schema, after: Schema) -> dict[str, Field]:
    """Return the older field that each newer one is, by the newer name."""
    pairs = {field.name: former for field in after.fields if (former := before.field(field.name))}
    for field in after.fields:
        olds = [before.field(name) for name in field.former_names if after.field(name) is None]
        if field.name not in pairs and (known := next(filter(None, olds), None)):
            pairs[field.name] = known
    taken = {field.name for field in pairs.values()}
    gone = [f for f in before.fields if after.field(f.name) is None and f.name not in taken]
    fresh = [field for field in after.fields if field.name not in pairs]
    scored = sorted(
        ((_likeness(old, new), old, new) for old in gone for new in fresh),
        key=lambda scored: -scored[0],
    )
    for score, old, new in scored:
        if score >= _RENAMED and old.name not in taken and new.name not in pairs:
            pairs[new.name] = old
            taken.add(old.name)
    return pairs


def _likeness(old: Field, new: Field) -> float:
    """Return how near two fields are, from 0 to 1."""
    if folded(old.name) == folded(new.name):
        return 1.0
    if described_alike(old, new):
        return 0.9
    about = [f"{field.title} {field.description}".strip() for field in (old, new)]
    described = _ratio(*about) if all(about) else 0.5
    same = (old.type, old.format) == (new.type, new.format)
    limits = old.constraints == new.constraints
    return 0.4 * _ratio(old.name, new.name) + 0.35 * described + 0.15 * same + 0.1 * limits


def described_alike(field: Field, other: Field) -> bool:
    """Whether two fields have the same type, and the same title or the same description."""
    texts = ((field.title, other.title), (field.description, other.description))
    return field.type == other.type and any(
        mine.strip() and mine.strip() == theirs.strip() for mine, theirs in texts
    )


def _ratio(text: str, other: str) -> float:
    return SequenceMatcher(None, text.casefold(), other.casefold(), autojunk=False).ratio()


def _of_field(old: Field, new: Field, before: Schema, after: Schema) -> Iterator[SchemaChange]:
    yield from _named(new.name, _type(old, new))
    yield from _named(new.name, _constraints(old, new))
    for keyword, attribute in _MEANINGS.items():
        was, now = getattr(old, attribute), getattr(new, attribute)
        if was != now:
            yield SchemaChange(
                kind=ChangeKind.CHANGED, field=new.name, keyword=keyword, before=was, after=now,
                breaks=True,
            )  # fmt: skip
    if old.bare_number != new.bare_number:
        yield _turn("bareNumber", old.bare_number, new.bare_number, new.name)
    if new.type == old.type == "boolean":
        yield from _texts("trueValues", old.true_values, new.true_values, new.name)
        yield from _texts("falseValues", old.false_values, new.false_values, new.name)
    yield from _texts("missingValues", before.missing(old), after.missing(new), new.name)


def _named(field: str, changes: Iterable[SchemaChange]) -> Iterator[SchemaChange]:
    return (replace(change, field=field) for change in changes)


def _type(old: Field, new: Field) -> Iterator[SchemaChange]:
    if old.type != new.type:
        wider = new.type in _WIDER.get(old.type, {"string", "any"})
        kind = ChangeKind.LOOSENED if wider else ChangeKind.TIGHTENED
        yield SchemaChange(
            kind=kind, keyword="type", before=old.type, after=new.type, breaks=not wider
        )
    elif old.format != new.format:
        wider = new.type == "string" and new.format == "default"
        kind = ChangeKind.LOOSENED if wider else ChangeKind.CHANGED
        known = {"keyword": "format", "before": old.format, "after": new.format}
        yield SchemaChange(kind=kind, breaks=not wider, **known)


def _constraints(old: Field, new: Field) -> Iterator[SchemaChange]:
    was, now = old.constraints, new.constraints
    for keyword in ("required", "unique"):
        if getattr(was, keyword) != getattr(now, keyword):
            yield _turn(keyword, getattr(was, keyword), getattr(now, keyword))
    yield from _choices(was.enum or old.categories, now.enum or new.categories)
    if was.pattern != now.pattern:
        yield _limit("pattern", was.pattern, now.pattern, None)
    for keyword, attribute, tighter in _LIMITS:
        lower, upper = getattr(was, attribute), getattr(now, attribute)
        if lower != upper:
            yield _limit(keyword, lower, upper, _compared(new, lower, upper, tighter))
    if was.json_schema != now.json_schema:
        yield _limit("jsonSchema", was.json_schema, now.json_schema, None)


#: Keyword, attribute, whether a greater value is tighter.
_LIMITS: Final = (
    ("minimum", "minimum", True),
    ("maximum", "maximum", False),
    ("exclusiveMinimum", "exclusive_minimum", True),
    ("exclusiveMaximum", "exclusive_maximum", False),
    ("minLength", "min_length", True),
    ("maxLength", "max_length", False),
)


def _turn(keyword: str, was: object, now: object, field: str = "") -> SchemaChange:
    """Return the change of a switch that asks for more when it is on."""
    kind = ChangeKind.TIGHTENED if now else ChangeKind.LOOSENED
    return SchemaChange(
        kind=kind, field=field, keyword=keyword, before=was, after=now, breaks=bool(now)
    )


def _limit(keyword: str, was: object, now: object, tighter: bool | None) -> SchemaChange:
    """Return the change of a limit; `tighter` is None where that cannot be told."""
    if was is None or now is None:
        tighter = was is None
    kinds = {True: ChangeKind.TIGHTENED, False: ChangeKind.LOOSENED, None: ChangeKind.CHANGED}
    return SchemaChange(
        kind=kinds[tighter], keyword=keyword, before=was, after=now, breaks=tighter is not False
    )


def _compared(field: Field, was: Any, now: Any, greater: bool) -> bool | None:
    if was is None or now is None:
        return None
    if isinstance(was, int | float) and isinstance(now, int | float):
        return (now > was) is greater
    first, second = values.read(field, [values.descriptor_text(was), values.descriptor_text(now)])
    if first is None or second is None or isinstance(first, dict):
        return None
    return (second > first) is greater


def _choices(was: tuple[Any, ...] | None, now: tuple[Any, ...] | None) -> Iterator[SchemaChange]:
    if was is None and now is None:
        return
    if was is None or now is None:
        yield _limit("enum", _listed(was), _listed(now), None)
        return
    gone = [choice for choice in was if choice not in now]
    fresh = [choice for choice in now if choice not in was]
    if gone:
        yield SchemaChange(kind=ChangeKind.TIGHTENED, keyword="enum", before=gone, breaks=True)
    if fresh:
        yield SchemaChange(kind=ChangeKind.LOOSENED, keyword="enum", after=fresh)


def _listed(choices: tuple[Any, ...] | None) -> list[Any] | None:
    return None if choices is None else list(choices)


def _texts(
    keyword: str, was: tuple[str, ...], now: tuple[str, ...], field: str
) -> Iterator[SchemaChange]:
    gone = [text for text in was if text not in now]
    fresh = [text for text in now if text not in was]
    if gone:
        yield SchemaChange(
            kind=ChangeKind.TIGHTENED, field=field, keyword=keyword, before=gone, breaks=True
        )
    if fresh:
        yield SchemaChange(kind=ChangeKind.LOOSENED, field=field, keyword=keyword, after=fresh)


def _of_table(before: Schema, after: Schema) -> Iterator[SchemaChange]:
    for keyword, named in _WHOLE.items():
        was, now = named(before), named(after)
        gone = [item for item in was if item not in now]
        fresh = [item for item in now if item not in was]
        for item in gone:
            yield SchemaChange(kind=ChangeKind.LOOSENED, keyword=keyword, before=item)
        for item in fresh:
            yield SchemaChange(kind=ChangeKind.TIGHTENED, keyword=keyword, after=item, breaks=True)
    if before.fields_match != after.fields_match:
        yield SchemaChange(
            kind=ChangeKind.CHANGED,
            keyword="fieldsMatch",
            before=before.fields_match,
            after=after.fields_match,
            breaks=after.fields_match not in {None, "partial"},
        )


def _checks(schema: Schema) -> list[object]:
    return [{"name": check.name, "params": dict(check.params)} for check in schema.custom_checks]


def _foreign(schema: Schema) -> list[object]:
    return [
        {"fields": list(key.fields), "resource": key.resource, "to": list(key.reference_fields)}
        for key in schema.foreign_keys
    ]


#: What is asked of the table as a whole, as a list of demands.
_WHOLE: Final[Mapping[str, Callable[[Schema], list[object]]]] = {
    "primaryKey": lambda schema: [list(schema.primary_key)] if schema.primary_key else [],
    "uniqueKeys": lambda schema: [list(key) for key in schema.unique_keys],
    "foreignKeys": _foreign,
    "custom_checks": _checks,
}
