"""The columns of a template: what each cell may hold, and what is said to who fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tamis import values
from tamis.model.schema import Field, Schema
from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.templates import demands, formulas
from tamis.templates.demand import Demand
from tamis.templates.formulas import Names
from tamis.values import luhn
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

#: The longest choice that a list of a spreadsheet compares.
_LONGEST_CHOICE: Final = 255
_IDENTIFIERS: Final = {Nature.SIRET: luhn.SIRET, Nature.SIREN: luhn.SIREN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a template.

    Attributes:
        field: its field.
        letters: where it stands (A, B…).
        code: the number format of its cells.
        choices: all that may be written, where that is a list.
        formula: what a cell must hold to, ``{x}`` being the cell and ``{row}`` its row; "": none.
        doubt: what a cell should hold to, though the schema does not ask; "": nothing.
        strict: whether what does not hold is refused rather than warned of.
        checked: what is checked.
        unchecked: what the schema asks that is not checked, or in part only.
    """

    field: Field
    letters: str
    code: str
    choices: tuple[str, ...] = ()
    formula: str = ""
    doubt: str = ""
    strict: bool = True
    checked: tuple[Text, ...] = ()
    unchecked: tuple[Text, ...] = ()

    def at(self, formula: str, row: int) -> str:
        """Return a formula about the cell of a row.

        >>> Column(field=Field(name="a"), letters="B", code="@").at("LEN({x})=5", 2)
        'LEN(B2)=5'
        """
        return formula.replace("{x}", f"{self.letters}{row}").replace("{row}", str(row))


def columns(schema: Schema, names: Names, last: int) -> tuple[Column, ...]:
    """Return the columns of the template of a schema, whose rows go to `last`."""
    letters = {field.name: column_letters(at) for at, field in enumerate(schema.fields, start=1)}
    return tuple(_column(field, schema, names, letters, last) for field in schema.fields)


def _column(
    field: Field, schema: Schema, names: Names, letters: dict[str, str], last: int
) -> Column:
    place = letters[field.name]
    choices = tuple(_choices(field, schema))
    is_listed = bool(choices) and all(len(choice) <= _LONGEST_CHOICE for choice in choices)
    wanted = [] if choices and _is_whole(field) else list(demands.demands(field, schema, names))
    if choices and not is_listed:
        wanted.insert(0, Demand(rule=Text(fr="une valeur de la liste", en="a value of the list")))
    wanted += _of_keys(field, schema, letters, last)
    missing = [] if field.required else [text for text in schema.missing(field) if text]
    formula, checked, unchecked = _composed(wanted, place, missing)
    if is_listed:
        checked.insert(0, Text(fr="une valeur de la liste", en="a value of the list"))
        unchecked += [demand.rule for demand in wanted if demand.formula]
        formula = ""
    return Column(
        field=field,
        letters=place,
        code=demands.number_format(field) if not choices else "@",
        choices=choices if is_listed else (),
        formula=formula,
        doubt=_doubt(field, schema, names),
        strict=not choices or field.type in {"string", "any", "boolean"},
        checked=tuple(checked if formula or is_listed else ()),
        unchecked=tuple(dict.fromkeys(unchecked)),
    )


def _is_whole(field: Field) -> bool:
    """Whether the list of choices is all that is asked of a cell by itself."""
    limits = field.constraints
    return not limits.pattern and limits.minimum is None and limits.maximum is None


def _choices(field: Field, schema: Schema) -> Iterator[str]:
    """Return the texts that a field may hold where they are few, each once."""
    listed: Sequence[object] = field.constraints.enum or field.categories or ()
    texts = [values.descriptor_text(choice, field) for choice in listed]
    if not texts and field.type == "boolean":
        texts = [*field.true_values, *field.false_values]
    if not texts:
        return
    missing = [] if field.required else [text for text in schema.missing(field) if text.strip()]
    yield from dict.fromkeys(text for text in (*texts, *missing) if text.strip())


def _of_keys(field: Field, schema: Schema, letters: dict[str, str], last: int) -> Iterator[Demand]:
    keys = [schema.primary_key, *schema.unique_keys]
    if field.constraints.unique or (field.name,) in keys:
        yield Demand(
            rule=Text(
                fr="une valeur qui n'est pas déjà plus haut", en="a value that no other row has"
            ),
            formula=formulas.alone(letters[field.name], last),
            partial=True,
        )
    for key in keys:
        if len(key) > 1 and field.name in key and all(name in letters for name in key):
            listed = ", ".join(key)
            yield Demand(
                rule=Text(fr=f"une seule ligne par {listed}", en=f"one row for each {listed}"),
                formula=formulas.alone_together([letters[name] for name in key], last),
                partial=True,
            )


def _composed(
    wanted: Sequence[Demand], place: str, missing: Sequence[str]
) -> tuple[str, list[Text], list[Text]]:
    """Return one formula of as many demands as fit, what it tells, and what it does not."""
    kept: list[str] = []
    checked: list[Text] = []
    unchecked: list[Text] = []
    for demand in wanted:
        for formula in filter(None, (demand.formula, demand.wider)):
            if _fits(_or_missing(formulas.all_of([*kept, formula]), missing), place):
                kept.append(formula)
                checked.append(demand.rule)
                if demand.partial or formula != demand.formula:
                    unchecked.append(demand.rule)
                break
        else:
            unchecked.append(demand.rule)
    return _or_missing(formulas.all_of(kept) if kept else "", missing), checked, unchecked


def _fits(formula: str, place: str) -> bool:
    """Whether a formula is short enough, as it stands in the first row."""
    shown = formula.replace("{x}", f"{place}2").replace("{row}", "2")
    return 1 + len(shown) <= formulas.MOST


def _or_missing(formula: str, missing: Sequence[str]) -> str:
    """Return a formula that also takes the texts for "no value"."""
    if not formula or not missing:
        return formula
    return formulas.any_of([*map(formulas.same, missing), formula])


def _doubt(field: Field, schema: Schema, names: Names) -> str:
    """Return the formula of an identifier whose check digit the schema does not ask for."""
    nature = likely_nature(field, schema)
    if nature not in _IDENTIFIERS or demands.identifier_length(field, schema):
        return ""
    formula = demands.identifier(_IDENTIFIERS[nature], names)
    return f"OR(LEN({{x}})<>{_IDENTIFIERS[nature]},{formula})"
