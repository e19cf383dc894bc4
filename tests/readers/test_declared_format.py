"""What a file is by its bytes wins over the format that someone declares."""

import io
import json

import polars as pl
import pytest

import tamis
from tamis import readers
from tamis.sources.local import LocalFile

PAGES = {
    "page": b"<!DOCTYPE html><html><body>Erreur 500</body></html>",
    "page after a comment": b"\xef\xbb\xbf\n<!-- cache -->\n<HTML><body>404</body></HTML>",
    "part of a page": b"<center><h1>502 Bad Gateway</h1></center>",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "tiff": b"II*\x00" + bytes(40),
    "xml": b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>',
    "error of an API": json.dumps({"message": "not found", "status": 404}).encode(),
}
ROWS = pl.DataFrame({"a": ["1", "2"], "b": ["3", "4"]})


def workbook():
    out = io.BytesIO()
    ROWS.write_excel(out)
    return out.getvalue()


def opened(tmp_path, content, declared):
    path = tmp_path / "livraison"
    path.write_bytes(content)
    return readers.read(
        LocalFile(path=path, name="livraison.csv"), readers.Request(format=declared)
    )


@pytest.mark.parametrize("declared", ["csv", "xlsx", "json", "geojson", "parquet"])
@pytest.mark.parametrize("content", PAGES.values(), ids=PAGES)
def test_what_is_no_table_is_not_read_whatever_it_is_declared(tmp_path, content, declared):
    with pytest.raises(tamis.SourceError):
        list(opened(tmp_path, content, declared).batches())


@pytest.mark.parametrize(
    ("content", "declared", "read_as"),
    [
        (workbook(), "csv", "xlsx"),
        (workbook(), "json", "xlsx"),
        (b"a,b\n1,3\n2,4\n", "xlsx", "csv"),
        (b'[{"a": "1", "b": "3"}, {"a": "2", "b": "4"}]', "csv", "json"),
        (b'[{"a": "1", "b": "3"}, {"a": "2", "b": "4"}]', "xlsx", "json"),
    ],
    ids=["workbook-csv", "workbook-json", "text-xlsx", "json-csv", "json-xlsx"],
)
def test_a_table_of_another_format_is_read_as_what_it_is_and_told(
    tmp_path, content, declared, read_as
):
    table = opened(tmp_path, content, declared)
    assert (table.format, table.header) == (read_as, ("a", "b"))
    assert [(f.code, f.values) for f in table.faults] == [("file.misnamed", [declared])]


@pytest.mark.parametrize("declared", ["csv", ""])
def test_a_format_that_is_right_is_told_by_nobody(tmp_path, declared):
    table = opened(tmp_path, b"a,b\n1,3\n", declared)
    assert table.faults == ()
