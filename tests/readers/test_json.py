"""JSON that is no table is told as such, in the language of whoever reads it."""

import json

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tamis import SourceError, readers, sources, validate
from tamis.app import ReadOptions
from tamis.loading import dialects
from tamis.model.text import set_lang
from tamis.readers import json_stream

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


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text('a"\\\n[{,é', max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=4,
)
ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), max_size=3)
SLIPS = st.lists(st.tuples(st.integers(0, 80), st.sampled_from([*'[]{},:"1a\n ', ""])), max_size=2)
FREE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def refuse(word):
    raise ValueError(word)


def read(path, chunk):
    """Return the header, the texts and the line of each record, the file read by small parts."""
    with pytest.MonkeyPatch.context() as patch, sources.open_source(str(path)) as local:
        patch.setattr(json_stream, "_CHUNK", chunk)
        table = readers.read(local, readers.Request(format="json"))
        batches = list(table.batches())
    rows = [row for one in batches for row in one.frame.rows()]
    return table.header, rows, [line for one in batches for line in one.lines]


@given(ROWS, st.sampled_from([None, 1]), SLIPS, st.integers(1, 9))
@example([{"a": 1}], None, [(9, ",")], 9)
@example([{"a": 1}], None, [(10, "[")], 9)
@example([{"a": 1}, {"b": 2}], None, [(9, "")], 9)
@FREE
def test_a_list_is_read_where_it_is_json(tmp_path, rows, indent, slips, chunk):
    text = json.dumps(rows, indent=indent)
    for at, char in slips:
        text = text[:at] + char + text[at + (not char) :]
    assume(text.lstrip().startswith("["))
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    try:
        meant = json.loads(text, parse_constant=refuse)
    except ValueError:
        meant = [None]
    if not all(isinstance(row, dict) for row in meant):
        with pytest.raises(SourceError):
            read(path, chunk)
        return
    header, held, _ = read(path, chunk)
    assert list(header) == list(dict.fromkeys(name for row in meant for name in row))
    texts = [one for row in meant for one in row.values() if isinstance(one, str)]
    assert len(held) == (len(meant) if header else len(held))
    assert set(texts) <= {cell for row in held for cell in row}


@given(ROWS.filter(bool), st.sampled_from([None, 1, 3]), st.integers(1, 9))
@FREE
def test_a_list_in_an_object_is_read_at_its_lines(tmp_path, rows, indent, chunk):
    text = json.dumps({"n": [1, {}], "none": [], "rows": rows, "m": {"a": []}}, indent=indent)
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    _, held, lines = read(path, chunk)
    assert len(held) == len(rows)
    starts = [
        n for n, one in enumerate(text.split("\n"), 1) if one == " " * 2 * (indent or 0) + "{"
    ]
    assert lines == ([1] * len(rows) if indent is None else starts[-len(rows) :])


LISTS = '{"data": [{"a": "1"}],\n"n": 2, "data": [{"a": "2"}]}'


@pytest.mark.parametrize("dialect", [{}, {"property": "data"}])
def test_a_list_that_stands_twice_is_read_whole_and_told(write, dialect):
    path = write("a.json", LISTS)
    reading = ReadOptions(dialect=dialects.from_descriptor(dialect))
    report = validate(path, SCHEMA, reading=reading)
    assert report.stats.rows == 2
    assert [one.code for one in report.findings] == ["file.repeated-list"]


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_a_member_that_repeats_within_a_cell_is_told(write, name):
    record = '{"a": {"b": [{"c": 1, "d": 1, "c": 2}]}}'
    path = write(name, record if name.endswith("ndjson") else f'[{{"a": {{}}}},\n{record}]')
    findings = validate(path, SCHEMA).findings
    assert [(one.code, one.value) for one in findings] == [("row.repeated-member", "c")]
