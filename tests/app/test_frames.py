"""A frame is judged as the same table in a file is: no value is turned into another on the way."""

import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tamis
from tamis import readers
from tamis.app import DEFAULT_READ_OPTIONS
from tamis.app._options import opened

NOON = dt.datetime(2024, 7, 1, 12, 0, 0, 600)  # noqa: DTZ001 zones are given below
TABLE = pl.DataFrame(
    {
        "whole": [1, None, -3],
        "large": [2**53 + 1, 2**62, None],
        "unsigned": pl.Series([2**64 - 1, None, 0], dtype=pl.UInt64),
        "beyond": pl.Series([2**100, None, 1], dtype=pl.Int128),
        "float": [1.0, float("nan"), 0.1],
        "single": pl.Series([0.1, None, 1.5], dtype=pl.Float32),
        "decimal": pl.Series([Decimal("1.50"), None, Decimal("2.00")], dtype=pl.Decimal(10, 2)),
        "text": ["01004", None, ""],
        "truth": [True, False, None],
        "day": [dt.date(2024, 1, 2), None, dt.date(1900, 1, 1)],
        "moment": [NOON, None, dt.datetime(2024, 1, 1)],  # noqa: DTZ001
        "paris": pl.Series([NOON, None, NOON]).dt.replace_time_zone("Europe/Paris"),
        "utc": pl.Series([NOON, None, NOON]).dt.replace_time_zone("UTC"),
        "hour": [dt.time(8, 30), None, dt.time(0)],
        "length": [dt.timedelta(hours=1), None, dt.timedelta(0)],
        "category": pl.Series(["x", "y", None], dtype=pl.Categorical),
        "choice": pl.Series(["x", "y", None], dtype=pl.Enum(["x", "y"])),
        "list": [[1, 2], None, []],
        "object": [{"a": 1}, None, {"a": None}],
        "nothing": [None, None, None],
    }
)
#: What a file of text says of each value.
TEXTS = {
    "whole": ("1", None, "-3"),
    "large": ("9007199254740993", "4611686018427387904", None),
    "unsigned": ("18446744073709551615", None, "0"),
    "beyond": ("1267650600228229401496703205376", None, "1"),
    "float": ("1", "NaN", "0.1"),
    "single": ("0.1", None, "1.5"),
    "decimal": ("1.50", None, "2.00"),
    "text": ("01004", None, ""),
    "truth": ("true", "false", None),
    "day": ("2024-01-02", None, "1900-01-01"),
    "moment": ("2024-07-01T12:00:00.000600", None, "2024-01-01T00:00:00"),
    "paris": ("2024-07-01T12:00:00.000600+02:00", None, "2024-07-01T12:00:00.000600+02:00"),
    "utc": ("2024-07-01T12:00:00.000600Z", None, "2024-07-01T12:00:00.000600Z"),
    "hour": ("08:30:00", None, "00:00:00"),
    "length": ("PT1H", None, "PT0S"),
    "category": ("x", "y", None),
    "choice": ("x", "y", None),
    "list": ("[1,2]", None, "[]"),
    "object": ('{"a":1}', None, '{"a":null}'),
    "nothing": (None, None, None),
}


def texts(source):
    """The cells that a check sees, by label."""
    with opened(source, DEFAULT_READ_OPTIONS) as local:
        table = readers.read(local, DEFAULT_READ_OPTIONS.request(None))
        rows = pl.concat([batch.frame for batch in table.batches()]).rows()
    return dict(zip(table.header, zip(*rows, strict=True), strict=True))


def test_a_polars_frame_says_what_its_values_are():
    assert texts(TABLE) == TEXTS


def test_a_lazy_frame_and_a_parquet_file_say_the_same(tmp_path):
    TABLE.write_parquet(tmp_path / "table.parquet")
    assert texts(TABLE.lazy()) == TEXTS
    assert texts(tmp_path / "table.parquet") == TEXTS


def test_an_arrow_table_says_the_same():
    known = TABLE.drop("beyond")  # Arrow has no such numbers
    expected = {name: cells for name, cells in TEXTS.items() if name != "beyond"}
    assert texts(known.to_arrow()) == expected


def test_dictionaries_of_numbers_are_numbers():
    table = pa.table({"a": pa.array([10, 20, None, 10]).dictionary_encode()})
    assert texts(table) == {"a": ("10", "20", None, "10")}


def test_a_pandas_frame_says_what_its_values_are(tmp_path):
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "float": [0.1, float("nan"), 2.0],
            "text": ["01004", None, "b"],
            "day": [dt.date(2024, 1, 1), None, dt.date(2024, 2, 1)],
            "moment": pd.to_datetime(["2024-01-01 10:00", None, "2024-02-01 00:00"]),
            "category": pd.Categorical(["u", None, "v"]),
            "truth": [True, None, False],
        }
    )
    frame.to_parquet(tmp_path / "table.parquet")
    assert texts(frame) == texts(tmp_path / "table.parquet")
    assert texts(frame)["moment"] == ("2024-01-01T10:00:00", None, "2024-02-01T00:00:00")


def test_columns_of_several_types_are_kept_value_by_value():
    frame = pd.DataFrame(
        {
            "code": [1004, "2A004", None],
            "large": [2**70, None, 1],
            "numbers": pd.Series([1, 2.5, Decimal("1.10")], dtype=object),
            "years": pd.Categorical([2024, None, 2025]),
        }
    )
    assert texts(frame) == {
        "code": ("1004", "2A004", None),
        "large": ("1180591620717411303424", None, "1"),
        "numbers": ("1", "2.5", "1.10"),
        "years": ("2024", None, "2025"),
    }


def test_named_levels_of_an_index_are_columns_and_others_are_not():
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["a", "b"], name="id"))
    assert texts(frame) == {"id": ("a", "b"), "n": ("1", "2")}
    assert texts(frame.reset_index(drop=True).iloc[1:]) == {"n": ("2",)}


def test_a_csv_file_of_the_same_texts_gives_the_same_findings(tmp_path):
    rows = {"id": ["1", "deux", None], "jour": ["2024-01-01", "31/12/2024", "hier"]}
    fields = [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "jour", "type": "date"},
    ]
    frame = pl.DataFrame(rows)
    frame.write_csv(tmp_path / "table.csv")
    expected = _found(tamis.validate(tmp_path / "table.csv", {"fields": fields}))
    assert len(expected) == 4
    sources = [frame, frame.to_pandas(), frame.to_arrow(), (tmp_path / "table.csv").read_bytes()]
    sources += [io.BytesIO(sources[-1]), io.StringIO(sources[-1].decode())]
    for source in sources:
        assert _found(tamis.validate(source, {"fields": fields})) == expected


def _found(report):
    return [(f.code, f.row, f.field, f.value, f.proposal) for f in report.findings]


def test_a_file_that_is_open_as_text_keeps_its_encoding(tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("nom\nÉvreux\n".encode("cp1252"))
    with path.open(encoding="cp1252") as file:
        report = tamis.validate(file, {"fields": [{"name": "nom"}]})
    assert (report.source.encoding, "file.not-utf8" in report.counts) == ("cp1252", True)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (3, tamis.UsageError),
        (pd.DataFrame({"z": [1j]}), tamis.SourceError),
        (pd.DataFrame({"z": [object()]}), tamis.SourceError),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), tamis.UsageError),
        (pa.table([[1], [2]], names=["a", "a"]), tamis.UsageError),
    ],
    ids=["number", "complex", "object", "pandas-names", "arrow-names"],
)
def test_what_no_file_holds_is_refused_in_a_sentence(source, error):
    with pytest.raises(error):
        tamis.validate(source, {"fields": [{"name": "a"}]})
