"""JSON that is no table is told as such, in the language of whoever reads it."""

import pytest

from tamis import SourceError, validate
from tamis.model.text import set_lang

SCHEMA = {"fields": [{"name": "a"}]}


@pytest.mark.parametrize(
    ("content", "line"), [('[["a", "b"],\n["c", "d"]]', 1), ('[{"a": 1},\n3]', 2), ('{"a": 1}', 0)]
)
def test_json_without_objects_is_told(write, content, line):
    path = write("a.json", content)
    with pytest.raises(SourceError, match="pas une liste d'objets") as found:
        validate(path, SCHEMA)
    assert (f"ligne {line}" in str(found.value)) is bool(line)
    set_lang("en")
    with pytest.raises(SourceError, match="not a list of objects"):
        validate(path, SCHEMA)
