"""What a column may be: a field, and the test that every text of the column must pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import polars as pl

from tamis import values
from tamis.loading import schemas
from tamis.model.text import Text
from tamis.values import patterns
from tamis.values.column_names import Nature, nature, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a column may be.

    Attributes:
        field: the field as a descriptor, without its name.
        why: the reason given to the person.
        further: a costlier test over ``text``, made where the first one passes; None: none.
        name_pattern: what the column's name must match, as words between underscores; None: any.
        excluded_names: what the name must not match.
        least_distinct: distinct texts needed where the name says nothing.
        nature: the nature of the name for which one text is enough.
        zeros: whether a text must begin with a zero somewhere: digits without one are a number.
        matches: over ``text``, whether each text is a value of the field.
    """

    field: dict[str, Any]
    why: Text
    further: pl.Expr | None = None
    name_pattern: re.Pattern[str] | None = None
    excluded_names: re.Pattern[str] | None = None
    least_distinct: int = 1
    nature: Nature | None = None
    zeros: bool = False
    matches: pl.Expr = dataclass_field(init=False)

    def __post_init__(self) -> None:
        (field,) = schemas.tabular({"fields": [{"name": "x", **self.field}]}).fields
        text = pl.col("text")
        read = values.type_module(field).parse(field, text).is_not_null()
        pattern = self.field.get("constraints", {}).get("pattern")
        if pattern:
            read = read & text.str.contains(patterns.anchored(pattern))
        object.__setattr__(self, "matches", read.fill_null(value=False))

    def suits_name(self, name: str) -> bool:
        """Whether a column of that name may be this."""
        label_words = words(name)
        is_excluded = (
            self.excluded_names is not None and self.excluded_names.search(label_words) is not None
        )
        return not is_excluded and (
            self.name_pattern is None or self.name_pattern.search(label_words) is not None
        )

    def is_believed(self, name: str, distinct: int) -> bool:
        """Whether so many distinct texts, and the name, are enough."""
        hinted = self.nature is not None and nature(name) is self.nature
        return hinted or distinct >= self.least_distinct


def coded(pattern: str, fr: str, en: str, further: pl.Expr | None = None, **more: Any) -> Candidate:
    """Return a text that has a form."""
    field = {"type": "string", "constraints": {"pattern": pattern}}
    return Candidate(field=field, why=Text(fr=fr, en=en), further=further, **more)
