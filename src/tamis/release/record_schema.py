"""The records that a JSON Schema describes, as the rows of a release.

A row is a record: its JSON, digit for digit, in a column of its own; the members that name it, and
the one that dates it, in columns before. So the account, duplicates, lineage, changes, history and
kept rows of a release are those of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tamis.contracts import record_lines
from tamis.contracts.record_lines import Path, pointer
from tamis.contracts.shapes import Shape
from tamis.model.contract import Contract
from tamis.model.errors import UsageError
from tamis.model.schema import Field, Schema
from tamis.model.text import Text

#: The column of the record itself, and that of its list where the documents have several.
RECORD: Final = "record"
LIST: Final = "list"
#: Members that may stand beside lists of records without the document being one record itself.
_BESIDE: Final = frozenset({"$schema", "bbox", "crs", "links", "name", "type"})
#: Formats of texts that have an order of their own.
_DATES: Final = {"date": "date", "date-time": "datetime"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecordSchema(Schema):
    """A JSON Schema whose records are released.

    Attributes:
        contract: the JSON Schema.
        lists: the members that lead to each list of records; none where a document is a record.
        places: the members that lead to the value of each column but the record and its list.
    """

    contract: Contract
    lists: tuple[Path, ...] = ()
    places: Mapping[str, Path] = field(default_factory=dict)

    @property
    def wanted(self) -> Sequence[Path]:
        """The lists of records, as `contracts.record_lines.split` takes them."""
        return self.lists

    def under(self, contract: Contract) -> RecordSchema:
        """Return the same columns for another version of the JSON Schema."""
        return replace(
            self, contract=contract, version=contract.version, lists=record_lists(contract)
        )


def record_schema(
    contract: Contract, key: Sequence[str] = (), latest: str = "", records: Sequence[str] = ()
) -> RecordSchema:
    """Return the rows that a JSON Schema makes.

    Args:
        contract: the JSON Schema.
        key: the members that name a record: JSON Pointers into it, or names with dots between.
        latest: the member whose highest value decides between two records of one key.
        records: JSON Pointers of the lists of records; `/` for a document that is one record. The
            lists that the schema describes, where nobody says.

    Raises:
        UsageError: the schema describes no such member, or no such list.
    """
    lists = _chosen(contract, records) if records else record_lists(contract)
    shapes = [_record_shape(contract, path) for path in lists or [None]]
    places = {name: _steps(name) for name in dict.fromkeys([*key, *filter(None, [latest])])}
    fields = [_field(name, steps, shapes, contract) for name, steps in places.items()]
    if len(lists) > 1:
        fields.append(Field(name=LIST, title="Liste de l'enregistrement (JSON Pointer)"))
    fields.append(Field(name=RECORD, type="object", title="Enregistrement (JSON)"))
    title = contract.title or contract.name
    return RecordSchema(
        name=contract.name,
        title=title,
        description=contract.description,
        version=contract.version,
        path=contract.path,
        fields=tuple(fields),
        contract=contract,
        lists=tuple(lists),
        places=places,
        descriptor={
            "name": _plain(contract.name.rpartition("/")[2]) or "records",
            "title": title,
            "fields": [_descriptor(field) for field in fields],
        },
    )


def _plain(name: str) -> str:
    """Return a name as a descriptor may have it (Data Package v1, "name")."""
    return re.sub(r"[^-a-z0-9._]+", "-", name.lower()).strip("-")


def _descriptor(field: Field) -> dict[str, Any]:
    return {"name": field.name, "type": field.type, "title": field.title or field.name}


def record_lists(contract: Contract) -> tuple[Path, ...]:
    """Return the members that lead to each list of records of a document.

    A list counts where its items are objects and what stands around it says nothing of its own: a
    document with a title, a date and contacts is one record, a collection of features is none.

    >>> from tamis.loading.json_schema import from_descriptor
    >>> item = {"type": "object", "properties": {"id": {}}}
    >>> lists = {"a": {"type": "array", "items": item}}
    >>> record_lists(from_descriptor({"type": "object", "properties": lists}))
    (('a',),)
    >>> record_lists(from_descriptor({"type": "object", "properties": {**lists, "title": {}}}))
    ()
    """
    lists = [path for path in record_lines.split(contract).records if _has_objects(contract, path)]
    return tuple(path for path in lists if _is_bare(contract, path, lists))


def _is_bare(contract: Contract, path: Path, lists: Sequence[Path]) -> bool:
    """Whether the objects around a list hold nothing but lists."""
    around = {steps[: depth + 1] for steps in lists for depth in range(len(steps))}
    shape: Shape | None = Shape.of(contract)
    for depth in range(len(path)):
        if shape is None:
            return False
        for name in shape.members:
            if (*path[:depth], name) not in around and name not in _BESIDE:
                return False
        shape = shape.member(path[depth])
    return True


def _has_objects(contract: Contract, path: Path) -> bool:
    shape = _record_shape(contract, path)
    return shape is not None and "object" in shape.types


def _record_shape(contract: Contract, path: Path | None) -> Shape | None:
    """Return what is said of the records of a list; of the document, where there is none."""
    shape: Shape | None = Shape.of(contract)
    if path is None:
        return shape
    for name in path:
        shape = shape.member(name) if shape else None
    return shape.items() if shape else None


def _chosen(contract: Contract, records: Sequence[str]) -> tuple[Path, ...]:
    if list(records) == ["/"]:
        return ()
    known = {pointer(*path): path for path in record_lines.split(contract).records}
    for text in records:
        if text not in known:
            listed = ", ".join(known) or "/"
            raise UsageError(
                Text(
                    fr=f"Le schéma ne décrit pas de liste d'enregistrements « {text} ».",
                    en=f"The schema describes no list of records “{text}”.",
                ),
                Text(fr=f"Listes : {listed}.", en=f"Lists: {listed}."),
            )
    return tuple(known[text] for text in records)


def _steps(name: str) -> Path:
    """Return the members that a JSON Pointer, or names with dots between, lead through.

    >>> _steps("/a~1b/c"), _steps("properties.id")
    (('a/b', 'c'), ('properties', 'id'))
    """
    if not name.startswith("/"):
        return tuple(name.split("."))
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in name[1:].split("/"))


def _field(name: str, steps: Path, shapes: Sequence[Shape | None], contract: Contract) -> Field:
    """Return the column of a member: a number or a date where the schema says so, else a text."""
    reached = [shape for shape in (_reached(shape, steps) for shape in shapes) if shape]
    if not reached or name in {RECORD, LIST}:
        raise UsageError(
            Text(
                fr=f"Le schéma ne décrit pas de membre « {name} » d'un enregistrement.",
                en=f"The schema describes no member “{name}” of a record.",
            ),
            Text(
                fr="Écrivez-le ainsi : --key properties.id, ou --key /properties/id.",
                en="Write it so: --key properties.id, or --key /properties/id.",
            ),
        )
    types = frozenset().union(*(shape.types for shape in reached)) - {"null"}
    formats = {value for shape in shapes for value in _formats(shape, steps)}
    kind = "string"
    if types == {"string"} and len(formats) == 1:
        kind = _DATES.get(formats.pop(), "string")
    elif types and types <= {"integer", "number"}:
        kind = "integer" if types == {"integer"} else "number"
    return Field(name=name, type=kind, title=f"{contract.title or contract.name} : {name}")


def _reached(shape: Shape | None, steps: Path) -> Shape | None:
    for name in steps:
        shape = shape.member(name) if shape else None
    return shape


def _formats(shape: Shape | None, steps: Path) -> Iterator[str]:
    """Return the formats that are asked of a member."""
    around = _reached(shape, steps[:-1])
    for schema, _ in around.schemas_of(steps[-1]) if around else ():
        if isinstance(schema, Mapping) and isinstance(schema.get("format"), str):
            yield schema["format"]
