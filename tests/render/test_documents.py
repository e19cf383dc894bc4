"""A schema in words: on a terminal, as Markdown, as a page."""

import json
import os
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import tamis
from tamis.loading import catalogue, pull, schemas
from tamis.model.errors import SchemaError
from tamis.model.other_schema import OtherSchema
from tamis.model.text import set_lang
from tamis.schema_docs import html, markdown
from tamis.schema_docs import text as schema_text
from tamis.schema_docs.describe import describe

GOLDEN = Path(__file__).parents[2] / "fixtures" / "documents"
HOSTILE = "<script>x</script> | a\x1b[31mb\u202ec `d` *e*"
VOID = {"meta", "br", "input", "link"}


class Page(HTMLParser):
    """Checks that elements close in their order, and keeps what a reader would be told."""

    def __init__(self, text):
        super().__init__()
        self.open, self.levels, self.tags, self.told = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in {"h1", "h2", "h3"}:
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] not in {"style", "script"}:
            self.told.append(data)


def held(told):
    """Return a description in each form, after what holds of each."""
    shown = {width: list(schema_text.lines(told, width)) for width in (40, 80, 140)}
    for width, lines in shown.items():
        # What is to be copied is not cut.
        assert all(len(line) <= width for line in lines if line[:1] != "→"), width
    page = Page(html.document(told))
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(page.levels))
    members = sum(len(part.members) for part in told.parts)
    tables = sum(bool(part.members) for part in told.parts)
    assert page.tags.count("tr") == members + tables
    assert page.tags.count("th") == members + 5 * tables
    marked = markdown.document(told)
    rows = [line for line in marked.splitlines() if line.startswith("| ")]
    assert len(rows) == members + tables
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows)
    return "\n".join(shown[80]), marked, "".join(page.told).replace("\xa0", " ")


TABLE = {
    "name": "a",
    "title": HOSTILE,
    "fields": [
        {"name": HOSTILE, "type": "string", "constraints": {"enum": [HOSTILE, "b"]}},
        {"name": "n", "type": "integer", "example": HOSTILE,
         "constraints": {"exclusiveMinimum": 2, "maximum": 9, "unique": True, "required": True}},
    ],
    "primaryKey": "n",
}  # fmt: skip


def test_what_a_schema_says_is_text_and_nothing_else():
    shown, marked, told = held(describe(tamis.load_schema(TABLE)))
    for form in (shown, marked):
        assert "\x1b" not in form
        assert "\u202e" not in form
    assert "<script>" not in marked.replace("\\<", "")
    assert "<script>x</script>" in told  # as text
    assert "Plus que : 2" in told
    assert "Clé primaire : n." in told


def test_json_schemas_are_followed_and_bounded():
    raw = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["lieu"],
        "properties": {
            "lieu": {"$ref": "#/$defs/lieu"},
            "mot": {"enum": ["a", 1, None]},
            "choix": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "tous": {"type": "array", "items": {"properties": {"x": {"type": "integer"}}}},
            **{f"m{at}": {} for at in range(100_000)},
        },
        "$defs": {"lieu": {"type": "object", "properties": {"dans": {"$ref": "#/$defs/lieu"}}}},
    }
    shown, _, _ = held(describe(tamis.load_schema(raw)))
    assert "lieu.dans" in shown
    assert "lieu.dans.dans" not in shown
    assert "tous[].x" in shown
    assert "un texte ou rien (null)" in shown
    assert "a, 1, null" in shown
    assert "500 membres" in shown


def test_a_mere_description_says_so_and_where_to_look():
    other = OtherSchema(name="o", homepage="https://example.org/o")
    shown, _, _ = held(describe(other))
    assert "aucune forme" in shown
    assert "Page : https://example.org/o" in shown
    assert "tamis validate" not in shown


@pytest.mark.corpus
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_published_version_is_described(empty_store, shared, lang):
    pull.pull(str(shared / "catalogue"))
    set_lang(lang)
    seen = 0
    for entry in catalogue.entries().values():
        for version in entry.versions if lang == "fr" else [entry.latest]:
            try:
                loaded = schemas.from_entry(entry, version)
            except SchemaError:
                continue  # said in one line by whoever asks for it
            held(describe(loaded))
            seen += 1
    assert seen > (280 if lang == "fr" else 90)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_documents_are_those_beside(path, lang):
    """``RENEW=1 pytest tests/render/test_documents.py`` writes them again."""
    set_lang(lang)
    told = describe(tamis.load_schema(json.loads(path.read_text("utf-8"))))
    for suffix, text in (
        ("txt", "\n".join(schema_text.lines(told, 88)) + "\n"),
        ("md", markdown.document(told)),
    ):
        beside = path.with_suffix(f".{lang}.{suffix}")
        if os.environ.get("RENEW"):
            beside.write_text(text, encoding="utf-8")
        assert beside.read_text("utf-8") == text


def test_the_command_writes_either_form(tmp_path, capsys):
    from tamis.cli.commands.schema_doc import command

    name = "etalab/schema-irve-statique"
    command.main([name, "--lang", "fr"], standalone_mode=False)
    assert capsys.readouterr().out.startswith("# Bornes de recharge")
    out = tmp_path / "irve.html"
    command.main([name, "-o", str(out)], standalone_mode=False)
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    command.main([name, "-f", "markdown", "-o", str(out)], standalone_mode=False)
    assert out.read_text("utf-8").startswith("# ")
