"""Custom checks: what schemas ask for outside the specification, and the rules that answer."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import ModuleType
from typing import Final

from tamis.checks import modules_with
from tamis.model.schema import CustomCheck, Schema

#: Parameters that name columns.
_COLUMNS: Final = ("column", "column1", "column2", "columns", "othercolumns")


def custom_check_parameters() -> Mapping[str, tuple[str, ...]]:
    """Return the custom checks that some rule answers to, and the parameters of each."""
    return {name: module.CUSTOM_CHECKS[name] for name, module in _answering().items()}


def _answering() -> Mapping[str, ModuleType]:
    return {
        name: module for module in modules_with("CUSTOM_CHECKS") for name in module.CUSTOM_CHECKS
    }


def custom_checks(schema: Schema, names: Container[str], column: str = "") -> Iterator[CustomCheck]:
    """Return the custom checks of a schema that have one of `names` (for `column` alone).

    Those that lack a parameter or name a column that the schema does not have are left out:
    they are reported once, as `schema.broken-check`.
    """
    for check in schema.custom_checks:
        concerns = check.name in names and column in ("", check.params.get("column"))
        if concerns and not problems_of(schema, check):
            yield check


def problems_of(schema: Schema, check: CustomCheck) -> list[str]:
    """Return the parameters that a custom check lacks, and the columns that the schema does."""
    module = _answering().get(check.name)
    if module is None:
        return []
    parameters = module.CUSTOM_CHECKS[check.name]
    absent = [name for name in parameters if not check.params.get(name)]
    fields = {field.name for field in schema.fields}
    columns = [name for p in _COLUMNS if p in parameters for name in column_names(check, p)]
    unknown = [name for name in columns if name not in fields]
    if absent or unknown or not hasattr(module, "problems"):
        return [*absent, *unknown]
    return list(module.problems(check))


def column_names(check: CustomCheck, parameter: str) -> tuple[str, ...]:
    """Return the columns that a parameter names, given as one text or as a list."""
    value = check.params.get(parameter) or ()
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else (str(value),)
