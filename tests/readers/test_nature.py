"""What a file is by its bytes, whatever asks for it."""

import json
import zipfile

import pytest

import tamis
from tamis.sources.sniff import sniff_format

CONTRACT = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", ""),
        ("a;b\n1;2\n", ""),
        ("{a};b\n", ""),
        ("[a];b\n", ""),
        ("<nom>;b\n", ""),
        ('\ufeff \n[ {"a": 1}]', "json"),
        ("[[1]]", "json"),
        ("{}", "json"),
        ('{"a": 1}\n', "json"),
        ('{"a": 1}\n{"a": 2}\n', "ndjson"),
        ('{"a": 1}\r\n\r\n{"a": 2}', "ndjson"),
        ('{"a": {\n}}', "json"),
        (f'{{"a": "{"b" * 9000}"}}\n{{"a": 2}}\n', "ndjson"),
        ("<!doctype HTML>", "html"),
        ("\ufeff<?xml ?>", "xml"),
        ("PK\x03\x04", "broken"),
        ("SQLite format 3\0", "database"),
    ],
)
def test_a_text_is_known_by_its_beginning(write, content, kind):
    assert sniff_format(write("a", content)) == kind


def test_a_page_in_utf16_is_a_page(write):
    assert sniff_format(write("a", "<html>".encode("utf-16"))) == "html"


def test_an_archive_is_known_by_what_is_in_it(tmp_path):
    path = tmp_path / "a"
    for names, kind in (
        (["a.csv"], "zip"),
        (["xl/a.csv"], "zip"),
        (["[Content_Types].xml", "xl/workbook22.xml"], "xlsx"),
        (["[content_types].xml", "/xl/workbook.bin"], "xlsb"),
        (["[Content_Types].xml", "ppt/a"], "document"),
        (["[Content_Types].xml", "other/a"], "zip"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, "")
        assert sniff_format(path) == kind, names


def test_a_page_is_no_json_for_a_json_schema_either(write):
    path, contract = write("a.json", "<html></html>"), write("s.json", json.dumps(CONTRACT))
    with pytest.raises(tamis.SourceError, match="page web"):
        tamis.validate(path, contract)


def test_lines_called_json_are_read_without_a_schema(write):
    path = write("a.json", '{"zz": 1}\n{"zz": 2}\n')
    with pytest.raises(tamis.TamisError, match="ne ressemblent à aucun schéma"):
        tamis.validate(path)
