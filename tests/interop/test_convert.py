"""Schemas in other forms: what is kept comes back, what is not is listed."""

import json
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.command import run_text

from tamis import app
from tamis.interop.convert import forms
from tamis.interop.convert.demands import of_field, of_table

SCHEMA = {
    "name": "lieux",
    "title": "Lieux",
    "primaryKey": "id",
    "missingValues": ["", "NA"],
    "fields": [
        {"name": "id", "type": "string", "title": "Identifiant",
         "constraints": {"required": True, "pattern": "[A-Z]{2}\\d+", "maxLength": 9}},
        {"name": "rang", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
        {"name": "genre", "type": "string", "constraints": {"enum": ["l'eau", "b"]}},
        {"name": "jour", "type": "date", "format": "%d/%m/%Y",
         "constraints": {"minimum": "2020-01-01"}},
        {"name": "place", "type": "geopoint"},
        {"name": "mail", "type": "string", "format": "email", "constraints": {"unique": True}},
    ],
}  # fmt: skip
_PACKAGE = find_spec("open_data_contract_standard")
DATA_CONTRACT = Path(str(_PACKAGE.origin)).with_name("schema.json") if _PACKAGE else Path()
READ_BACK = list(forms.WRITERS)


def parsed(text):
    return {"sql": text} if text.startswith("CREATE TABLE") else yaml.safe_load(text)


def demands(schema):
    """Return every demand of a schema, by its place."""
    found = {("", name): value for name, value in of_table(schema)}
    for field in schema["fields"]:
        found |= {(field["name"], name): value for name, value in of_field(field)}
    if isinstance(found.get(("", "primaryKey")), str):
        found["", "primaryKey"] = [found["", "primaryKey"]]
    return found


NAMES = st.lists(st.sampled_from(["id", "nom_1", "é à", "x-y", "b", "C"]), min_size=1, unique=True)
TYPES = [
    "string", "integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth",
    "duration", "object", "array", "list", "geopoint", "geojson", "any",
]  # fmt: skip


@st.composite
def fields(draw, name):
    kind = draw(st.sampled_from(TYPES))
    constraints = {}
    for flag in ("required", "unique"):
        if draw(st.booleans()):
            constraints[flag] = True
    if kind == "string":
        constraints |= draw(st.fixed_dictionaries({}, optional={
            "minLength": st.integers(0, 5), "maxLength": st.integers(6, 9),
            "pattern": st.sampled_from(["[a-z]+", "a|b", "^x$"]),
            "enum": st.just(["a", "b'"]),
        }))  # fmt: skip
    if kind in {"integer", "number"}:
        constraints |= draw(st.fixed_dictionaries({}, optional={
            "minimum": st.integers(-5, 5), "exclusiveMaximum": st.integers(6, 9),
            "enum": st.just([1, 2]),
        }))  # fmt: skip
    if kind == "date" and draw(st.booleans()):
        constraints["minimum"] = "2020-01-01"
    field = {"name": name, "type": kind, **({"constraints": constraints} if constraints else {})}
    if kind == "date" and draw(st.booleans()):
        field["format"] = draw(st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"]))
    if kind == "boolean" and draw(st.booleans()):
        field |= {
            "trueValues": ["oui"],
            "falseValues": draw(st.sampled_from([["non"], ["n", "0"]])),
        }
    if kind == "number" and draw(st.booleans()):
        field["decimalChar"] = ","
    if kind == "string" and draw(st.booleans()):
        field["format"] = draw(st.sampled_from(["email", "uri", "binary"]))
    if draw(st.booleans()):
        field["missingValues"] = ["-", "NA"]
    return field


@st.composite
def table_schemas(draw):
    names = draw(NAMES)
    schema = {"fields": [draw(fields(name)) for name in names]}
    if draw(st.booleans()):
        schema["primaryKey"] = names[:2]
    if draw(st.booleans()):
        schema["missingValues"] = ["", "NA"]
    if draw(st.booleans()):
        schema["uniqueKeys"] = [names[:1]]
    return schema


@pytest.mark.parametrize("form", READ_BACK)
@given(schema=table_schemas())
def test_a_demand_is_the_same_after_a_round_trip_or_it_is_listed(form, schema):
    converted = forms.convert(schema, form, "lieux")
    back, losses = forms.read(parsed(converted.text))
    lost = {(loss.field, loss.demand) for loss in (*converted.losses, *losses)}
    before, after = demands(schema), demands(back)
    assert [field["name"] for field in back["fields"]] == [f["name"] for f in schema["fields"]]
    for place, value in before.items():
        if place not in lost:
            assert after.get(place) == value, place
    for place in after.keys() - before.keys():
        assert place in lost or place[1] == "type", place  # nothing is demanded that was not


@pytest.mark.parametrize("dialect", ["sql-duckdb", "sql-postgresql"])
@given(schema=table_schemas())
def test_sql_lists_what_it_does_not_demand(dialect, schema):
    converted = forms.convert(schema, dialect, "lieux")
    lost = {(loss.field, loss.demand) for loss in converted.losses}
    words = {"required": "NOT NULL", "unique": "UNIQUE", "enum": " IN (", "minLength": "length("}
    for name, demand in demands(schema):
        if demand in words and name and (name, demand) not in lost:
            assert words[demand] in converted.text
    if dialect == "sql-duckdb":
        duckdb.connect().execute(converted.text)


def test_what_is_lost_is_said():
    losses = app.convert_schema(SCHEMA, "json-schema").losses
    said = {(loss.field, loss.demand): loss.kept for loss in losses}
    assert said == {
        ("", "primaryKey"): "", ("", "missingValues"): "", ("jour", "format"): "date",
        ("jour", "minimum"): "", ("place", "type"): "any", ("mail", "unique"): "",
    }  # fmt: skip


def test_a_table_of_duckdb_holds_the_demands():
    base = duckdb.connect()
    base.execute(app.convert_schema(SCHEMA, "sql-duckdb").text)
    row = "('AB1', 3, 'l''eau', DATE '2024-01-02', '2, 48', 'a@b.fr')"
    insert = "INSERT INTO lieux VALUES "
    base.execute(insert + row)
    for fault in ("AB1", "ab2"):
        with pytest.raises(duckdb.ConstraintException):
            base.execute(insert + row.replace("AB1", fault))
    for old, new in (("3,", "10,"), ("l''eau", "x"), ("2024", "2019")):
        with pytest.raises(duckdb.ConstraintException):
            base.execute(insert + row.replace("AB1", "AB9").replace(old, new))


def test_the_csvw_library_reads_the_metadata_and_checks_a_file(tmp_path):
    csvw = pytest.importorskip("csvw")
    schema = {**SCHEMA, "fields": SCHEMA["fields"][:3]}
    (tmp_path / "lieux.csv").write_text("id,rang,genre\nAB1,3,b\n")
    (tmp_path / "lieux.json").write_text(app.convert_schema(schema, "csvw").text)
    table = csvw.Table.from_file(tmp_path / "lieux.json")
    assert [dict(row) for row in table] == [{"id": "AB1", "rang": 3, "genre": "b"}]
    (tmp_path / "lieux.csv").write_text("id,rang,genre\nAB1,12,b\n")
    with pytest.raises(ValueError, match="rang"):
        list(csvw.Table.from_file(tmp_path / "lieux.json"))


def test_a_json_schema_refuses_what_the_table_would():
    from jsonschema import Draft202012Validator

    contract = json.loads(app.convert_schema(SCHEMA, "json-schema").text)
    check = Draft202012Validator(contract)
    assert check.is_valid({"id": "AB1", "rang": None, "genre": "b"})
    assert not check.is_valid({"id": "xAB1"})
    assert not check.is_valid({"id": "AB1", "rang": 10})


def test_the_command_writes_and_tells(tmp_path):
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA))
    done = run_text(
        "schema", "convert", tmp_path / "s.json", "--to", "odcs", "-o", tmp_path / "c.yaml"
    )
    assert done.returncode == 0
    assert "place : type = geopoint → string" in done.stderr
    back = run_text("schema", "convert", tmp_path / "c.yaml", "--to", "table-schema-v2", "--strict")
    assert (back.returncode, back.stderr) == (0, "Rien n'est perdu.\n")
    assert json.loads(back.stdout)["primaryKey"] == ["id"]


def test_tables_beside_the_first_are_listed():
    metadata = json.loads(app.convert_schema(SCHEMA, "csvw").text)
    metadata = {"@context": metadata.pop("@context"), "tables": [metadata, {"url": "b.csv"}]}
    (loss,) = [loss for loss in forms.read(metadata)[1] if loss.demand == "tables"]
    assert loss.value == "b.csv"


#: A pattern that a form cannot write, and a form that can.
PATTERNS = [
    (r"(?!00)\d{5}", "sql-duckdb", "sql-postgresql"),
    (r"([A-Z]|)\1+x", "sql-duckdb", "sql-postgresql"),
    (r"\p{Lu}.*", "sql-postgresql", "sql-duckdb"),
    (r"(?i)oui|non", "json-schema", "sql-duckdb"),
    (r"\bab\b", "sql-postgresql", "json-schema"),
]


@pytest.mark.parametrize("nth", range(len(PATTERNS)))
def test_a_pattern_that_an_engine_does_not_read_is_lost_and_said(nth):
    pattern, poorer, richer = PATTERNS[nth]
    schema = {"fields": [{"name": "a", "constraints": {"pattern": pattern}}]}
    assert [loss.demand for loss in forms.convert(schema, poorer, "t").losses] == ["pattern"]
    assert forms.convert(schema, richer, "t").losses == ()


def test_duckdb_reads_the_patterns_that_are_published():
    base = duckdb.connect()
    for pattern, right, wrong in (
        (r"^[a-z\u00C0-\u00FF\–]+$", "é–", "1"),
        (r"^[\w.]+$", "é.1", "-"),
        (r"\d|x", "x", "٣"),
    ):
        schema = {"fields": [{"name": "a", "constraints": {"pattern": pattern}}]}
        base.execute(forms.convert(schema, "sql-duckdb", "t").text)
        base.execute("INSERT INTO t VALUES (?)", [right])
        with pytest.raises(duckdb.ConstraintException):
            base.execute("INSERT INTO t VALUES (?)", [wrong])
        base.execute("DROP TABLE t")


def test_choices_and_bounds_written_as_cells_are_values():
    schema = {"fields": [
        {"name": "n", "type": "integer", "constraints": {"enum": ["1", "2"], "maximum": "9"}},
        {"name": "j", "type": "date", "format": "%d/%m/%Y",
         "constraints": {"enum": ["01/02/2024"]}},
    ]}  # fmt: skip
    contract = json.loads(forms.convert(schema, "json-schema", "t").text)["properties"]
    assert contract["n"]["enum"] == [1, 2, None]
    assert contract["n"]["maximum"] == 9
    assert contract["j"]["enum"] == ["2024-02-01", None]
    for form in ("sql-duckdb", "odcs"):
        assert {loss.demand for loss in forms.convert(schema, form, "t").losses} == {"format"}


def test_what_a_json_schema_says_elsewhere_is_read_or_listed():
    content = {
        "type": "object",
        "required": ["a", "b", "z"],
        "properties": {
            "a": {"$ref": "#/$defs/code"}, "b": {"type": ["string", "null"]},
            "c": {"type": ["string", "integer"]}, "d": {"const": "x"},
            "e": {"type": "string", "not": {"const": "x"}},
        },
        "$defs": {"code": {"type": "string", "pattern": "^[A-Z]{2}$"}},
    }  # fmt: skip
    schema, losses = forms.read(content)
    known = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert known["a"] == {"required": True, "pattern": "^[A-Z]{2}$"}
    assert known["b"] == {}
    assert known["d"] == {"enum": ["x"]}
    assert {(loss.field, loss.demand) for loss in losses} == {
        ("z", "required"), ("c", "type"), ("e", "not"),
    }  # fmt: skip


def test_what_csvw_says_of_columns_is_read_or_listed():
    columns = [
        {"titles": "n", "datatype": "positiveInteger"},
        {"titles": "l", "separator": ";"},
        {"titles": "c", "datatype": {"base": "string", "length": 5}},
        {"titles": "j", "datatype": {"base": "date", "format": "dd/MM/yyyy"}},
        {"titles": "b", "datatype": {"base": "boolean", "format": "oui|non"}},
    ]
    schema, losses = forms.read({"url": "a.csv", "tableSchema": {"columns": columns}})
    n, _, _, j, b = schema["fields"]
    assert (n["type"], n["constraints"]) == ("integer", {"minimum": 1})
    assert j["format"] == "%d/%m/%Y"
    assert (b["trueValues"], b["falseValues"]) == (["oui"], ["non"])
    assert {(loss.field, loss.demand) for loss in losses} == {
        ("l", "separator"), ("c", "datatype.length"),
    }  # fmt: skip


@given(schema=table_schemas())
def test_a_data_contract_is_one_for_the_standard(schema):
    standard = pytest.importorskip("open_data_contract_standard.model")
    contract = json.loads(DATA_CONTRACT.read_text())
    from jsonschema import Draft201909Validator

    text = forms.convert(schema, "odcs", "lieux").text
    assert list(Draft201909Validator(contract).iter_errors(yaml.safe_load(text))) == []
    assert standard.OpenDataContractStandard.from_string(text).schema_[0].name == "lieux"


def test_the_moments_of_a_data_contract_are_not_days():
    contract = yaml.safe_load(forms.convert(SCHEMA, "odcs", "lieux").text)
    jour = contract["schema"][0]["properties"][3]
    for physical in ("timestamp with time zone", "DATETIME2"):
        jour["physicalType"] = physical
        assert forms.read(contract)[0]["fields"][3]["type"] == "datetime"
    jour["logicalType"] = "geography"
    assert ("jour", "logicalType") in {
        (loss.field, loss.demand) for loss in forms.read(contract)[1]
    }


SQL = """
CREATE TYPE humeur AS ENUM ('a');
CREATE TABLE lieux (
  id varchar(9) PRIMARY KEY CHECK (id ~ '^[A-Z]{2}[0-9]+$'),
  rang smallint NOT NULL DEFAULT 1 CHECK (rang BETWEEN 1 AND 9),
  prix numeric(10, 2) CHECK (prix > 0 AND 100 >= prix),
  genre text CHECK (genre IN ('a', 'l''eau')) UNIQUE,
  quand timestamp with time zone,
  zone integer REFERENCES zones (id),
  boite geometry,
  fin date CHECK (fin >= DATE '2020-01-01'),
  CONSTRAINT ordre CHECK (fin > quand),
  UNIQUE (rang, genre)
);
CREATE TABLE autres (a int);
"""


def test_sql_is_read_or_listed(tmp_path):
    pytest.importorskip("sqlglot")
    path = tmp_path / "lieux.sql"
    path.write_text(SQL)
    converted = app.convert_schema(path, "table-schema-v2")
    schema = json.loads(converted.text)
    known = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["id"]
    assert schema["uniqueKeys"] == [["rang", "genre"]]
    assert known["id"]["constraints"] == {"maxLength": 9, "pattern": "^[A-Z]{2}[0-9]+$"}
    assert known["rang"]["constraints"] == {"required": True, "minimum": 1, "maximum": 9}
    assert known["prix"]["constraints"] == {"exclusiveMinimum": 0, "maximum": 100}
    assert known["genre"]["constraints"] == {"enum": ["a", "l'eau"], "unique": True}
    assert known["fin"]["constraints"] == {"minimum": "2020-01-01"}
    assert known["quand"]["type"] == "datetime"
    assert {(loss.field, loss.demand) for loss in converted.losses} == {
        ("prix", "type"), ("zone", "constraint"), ("boite", "type"), ("", "check"), ("", "tables"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["SELECT 1", "CREATE TABLE", "ceci n'est pas du SQL ;;;", ""])
def test_sql_without_a_table_is_refused(tmp_path, text):
    (tmp_path / "a.sql").write_text(text)
    done = run_text("schema", "convert", tmp_path / "a.sql", "--to", "csvw")
    assert (done.returncode, done.stdout) == (3, "")
