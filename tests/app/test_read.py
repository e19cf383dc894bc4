"""Valid files as typed frames, and what results give."""

import datetime as dt
import json

import polars as pl
import pytest

import tamis
from tamis.render import notebook

FIELDS = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "jour", "type": "date"},
        {"name": "prix", "type": "number"},
        {"name": "ouvert", "type": "boolean"},
    ]
}
GOOD = "id,jour,prix,ouvert,note\n1,2024-01-02,1.5,true,a\n2,,,,\n"
BAD = 'id,jour,prix,ouvert\n1,31/12/2024,"1,5",oui\n'


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_valid_file_is_a_typed_frame(good):
    frame = tamis.read(good, FIELDS)
    types = [pl.Int64, pl.Date, pl.Float64, pl.Boolean, pl.String]
    assert frame.dtypes == types
    assert frame.rows() == [
        (1, dt.date(2024, 1, 2), 1.5, True, "a"),
        (2, None, None, None, None),
    ]


def test_a_lazy_frame_reads_what_it_is_asked_for(good):
    lazy = tamis.scan(good, FIELDS)
    assert lazy.filter(pl.col("prix") > 1).select("id").collect().rows() == [(1,)]
    assert lazy.head(1).collect().height == 1
    assert lazy.select(pl.len()).collect().item() == 2


def test_what_does_not_conform_is_no_frame():
    with pytest.raises(tamis.InvalidDataError) as raised:
        tamis.read(BAD.encode(), FIELDS)
    assert raised.value.report.verdict.errors == 3
    assert raised.value.exit_code == 1


def test_what_a_profile_forgives_is_no_value_all_the_same():
    with pytest.raises(tamis.SourceError, match="31/12/2024"):
        tamis.read(BAD.encode(), FIELDS, profile="tolerant")


def test_what_was_corrected_is_a_typed_frame(tmp_path):
    expected = [(1, dt.date(2024, 12, 31), 1.5, True)]
    unwritten = tamis.normalize(BAD.encode(), FIELDS)
    written = tamis.normalize(BAD.encode(), FIELDS, tmp_path / "out.csv")
    assert unwritten.output is None
    assert unwritten.to_polars().rows() == written.to_polars().rows() == expected
    assert unwritten.to_pandas()["id"].tolist() == [1]


def test_a_report_gives_frames_json_and_files(tmp_path):
    report = tamis.validate(BAD.encode(), FIELDS, keep=True)
    frame = report.to_polars()
    assert frame["code"].to_list() == ["cell.wrong-type"] * 3
    assert frame["proposal"].to_list() == ["2024-12-31", "1.5", "true"]
    assert report.to_pandas().shape == frame.shape
    assert len(json.loads(report.to_json())["findings"]) == 3
    for name in ("r.html", "r.xlsx", "r.json", "r.md", "r.csv"):
        report.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    with pytest.raises(tamis.UsageError, match=".html"):
        report.save(tmp_path / "r.docx")


def test_notebooks_are_shown_no_more_than_they_bear(monkeypatch):
    monkeypatch.setattr(notebook, "MOST", 20_000)
    names = [f"field{n}" for n in range(60)]
    many = [{"name": name, "type": "integer"} for name in names]
    text = f"{','.join(names)}\n{','.join(['<b>x</b>' * 20] * 60)}\n".encode()
    shown = tamis.validate(text, {"fields": many})._repr_html_()
    assert 10_000 < len(shown.encode()) < 20_000
    assert "<b>" not in shown
    assert "to_polars" in shown
    schema = tamis.load_schema({"fields": many * 2})
    assert 10_000 < len(schema._repr_html_().encode()) < 21_000
    plan = tamis.validate(BAD.encode(), FIELDS).repairs
    assert len(plan) == 3
    assert "french-date" in plan._repr_html_()


def test_frames_are_merged_into_a_release(tmp_path):
    schema = {**FIELDS, "name": "essai", "primaryKey": "id"}
    frames = {
        "nord": pl.DataFrame({"id": [1, 2], "jour": [dt.date(2024, 1, 1), None]}),
        "sud": pl.DataFrame({"id": ["3"], "jour": ["01/02/2024"]}),
    }
    release = tamis.aggregate(frames, schema, tmp_path / "release")
    rows = pl.read_csv(tmp_path / "release" / "data.csv", infer_schema=False)
    assert "2 sources" in repr(release)
    assert rows["id"].to_list() == ["1", "2", "3"]
    assert rows["jour"].to_list() == ["2024-01-01", None, "2024-02-01"]
