"""The page: all in one file, nothing of the data obeyed, the same bytes for the same report."""

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tamis
from tamis import render
from tamis.model.report import Unread
from tamis.model.text import Text, set_lang
from tamis.render import Style
from tamis.render.formats import html
from tamis.render.territory_map import territories

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "fixtures" / "reports"
VOID = {"meta", "input", "path", "rect", "br"}


@pytest.fixture(scope="module")
def dirty():
    return tamis.validate(REPORTS / "dirty.csv", REPORTS / "schema.json", keep=True)


def shown(*reports, **style):
    out = io.StringIO()
    render.form("html").write(reports, out, Style(**style))
    return out.getvalue()


class Reader(HTMLParser):
    """Reads a page: its elements, ids and links, and whether every element is closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.tags, self.texts = [], [], [], set(), []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.add(tag)
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if "href" in known else []
        assert not any(name.startswith("on") or name == "style" for name in known)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_is_well_formed_and_its_links_lead_somewhere(dirty):
    read = Reader(shown(dirty))
    assert len(read.ids) == len(set(read.ids))
    assert {link for link in read.links if link.startswith("#")} <= {f"#{one}" for one in read.ids}
    assert not [link for link in read.links if not link.startswith("#")]


def test_nothing_is_fetched_and_the_policy_lets_its_own_script_alone_run(dirty):
    page = shown(dirty)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//|url\(|@import|\bfetch\(", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    for kind in ("style", "script"):
        inline = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_values_are_text_and_nothing_else(dirty):
    page = shown(dirty)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script>") == 1


def test_names_of_files_fields_and_schemas_are_text_too(tmp_path):
    name = '"><img src=x onerror=alert(1)>'
    path = tmp_path / "<b>.csv"
    path.write_text(f'"{name.replace(chr(34), chr(34) * 2)}",n\n1,x\n', encoding="utf-8")
    schema = {"title": name, "fields": [{"name": name, "type": "date"}, {"name": "n"}]}
    read = Reader(shown(tamis.validate(path, schema, keep=True)))
    assert not read.tags & {"img", "b"}


def test_both_verdicts_every_kind_and_every_field_are_shown(dirty):
    text = " ".join(Reader(shown(dirty)).texts).replace("\xa0", " ")
    for verdict in (dirty.verdict, dirty.after):
        assert f"{verdict.errors} erreurs, {verdict.warnings} avertissement" in text
    for finding in dirty.findings:
        assert str(finding.check.rule.title) in text
    for label in filter(None, dirty.source.labels):
        assert label in text
    assert "84,2\u202f%" in text


def test_points_are_drawn_where_they_stand_and_strays_are_told(dirty):
    text = " ".join(Reader(shown(dirty)).texts).replace("\xa0", " ")
    assert "France métropolitaine : 13 points, 12 avec une erreur" in text
    assert "Guadeloupe : 1 point, 1 avec une erreur" in text
    assert "Nouvelle-Calédonie : 1 point" in text
    assert "1 position hors des territoires dessinés, par exemple ligne 5" in text


def test_outlines_stand_in_their_boxes():
    assert len(territories()) == 12
    for one in territories():
        west, south, east, north = one.box
        assert one.rings
        for ring in one.rings:
            assert all(west <= lon <= east for lon in ring[::2])
            assert all(south <= lat <= north for lat in ring[1::2])
    paris = territories()[0].position(2.35, 48.85)
    x, y = map(float, paris.split())
    assert 0.4 * territories()[0].width < x < 0.6 * territories()[0].width
    assert 0.2 * territories()[0].height < y < 0.3 * territories()[0].height


def test_english(dirty):
    set_lang("en")
    page = shown(dirty)
    assert '<html lang="en">' in page
    assert "What to correct" in page
    assert "84.2%" in page


def test_several_reports_have_a_scorecard(dirty):
    clean = tamis.validate(REPORTS / "clean.csv", REPORTS / "schema.json", keep=True)
    unread = Unread(path="perdu.csv", error=tamis.SourceError(Text(fr="Perdu.", en="Lost.")))
    read = Reader(shown(clean, dirty, unread))
    text = " ".join(read.texts)
    assert "3 sources, dont 1 conforme" in text
    assert {"#r1", "#r2", "#r3"} <= set(read.links)
    assert "NON VÉRIFIÉ" in text


def test_a_release_gives_its_own_scores(dirty):
    out = io.StringIO()
    scores = [html.Score(source="Annecy", rows=10, more={"Publiées": 5, "Rejetées": 4})]
    html.page([], out, Style(), title="Bornes de recharge", scores=scores)
    text = " ".join(Reader(out.getvalue()).texts)
    assert "Bornes de recharge" in text
    assert "Publiées" in text
    assert "Annecy" in text


def test_a_full_page_still_scores_every_source(dirty, monkeypatch):
    monkeypatch.setattr(html, "MOST", 100)
    page = shown(dirty, replace(dirty, source=replace(dirty.source, path="autre.csv")))
    assert page.count("La page est pleine") == 1
    assert page.count("autre.csv") >= 2


def test_more_findings_than_a_page_holds_stand_beside_it(write, tmp_path):
    path = write("a.csv", "t;n\n" + "a;x\n" * 1200)
    schema = {"fields": [{"name": "t"}, {"name": "n", "type": "integer"}]}
    report = tamis.validate(path, schema, keep=True)
    page = shown(report, path=tmp_path / "rapport.html")
    assert 'href="rapport.findings.csv"' in page
    listed = (tmp_path / "rapport.findings.csv").read_text(encoding="utf-8").splitlines()
    assert len(listed) == 1201
    assert len(page) < 1_000_000
    assert 'href="rapport.findings.csv"' in shown(report, path=tmp_path / "rapport.html")
    assert "tamis validate -f csv" in shown(report)


def test_a_file_that_is_no_list_of_findings_is_not_replaced(write, tmp_path):
    path = write("rapport.findings.csv", "t;n\n" + "a;x\n" * 1200)
    schema = {"fields": [{"name": "t"}, {"name": "n", "type": "integer"}]}
    page = shown(tamis.validate(path, schema), path=tmp_path / "rapport.html")
    assert path.read_text(encoding="utf-8").startswith("t;n\n")
    assert 'href="rapport.findings.csv"' not in page


def test_a_theme_takes_the_place_of_the_style(dirty, tmp_path):
    theme = tmp_path / "theme.css"
    theme.write_text("body{color:teal}</style><script>1</script>", encoding="utf-8")
    page = shown(dirty, theme=theme)
    assert "<style>body{color:teal}" in page
    assert "--paper" not in page
    Reader(page)
    assert "<\\/style><script>1" in page


def test_the_filter_knows_the_fields(dirty):
    found = re.findall(r'data-fields="([^"]+)"', shown(dirty))
    assert ["etat"] in [json.loads(one.replace("&quot;", '"')) for one in found]
