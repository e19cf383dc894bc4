"""The examples of a schema, as cells."""

from __future__ import annotations

from tamis.model.schema import Field


def example_text(field: Field) -> str:
    """Return the example of a field as a cell; "" where it has none, or none that is one value."""
    example = field.example
    if isinstance(example, bool):
        words = field.true_values if example else field.false_values
        return words[0] if words else ""
    if isinstance(example, int | float):
        return str(example).replace(".", field.decimal_char)
    return example.strip() if isinstance(example, str) else ""
