"""The pages of tables, as a person without scripts reads them, in both languages."""

import html
import json
import re

import pytest
from tests.serve.rows.release import LABEL, served, write_release


def words(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def links(page):
    """Return what each link is called, and where it leads."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {words(text).strip(): html.unescape(place) for place, text in found}


def get(client, place, status=200):
    answer = client.get(place, follow_redirects=False, headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("lang", "title"), [("fr", "Données publiées"), ("en", "Released data")], ids=["fr", "en"]
)
def test_the_start_leads_to_the_tables(lang, title, client):
    start = get(client, f"/?lang={lang}")
    page = get(client, links(start)[title])
    assert "Stations" in words(page)
    assert "2026-11-30" in page


def test_a_table_is_shown_with_its_files(client):
    page = get(client, "/tables/data?lang=en")
    assert "5 rows" in words(page)
    assert "Code INSEE" in page
    places = links(page)
    for name in ("These rows as CSV", "These rows as JSON", "These rows as GeoJSON",
                 "Whole file (data.csv)", "Whole file (data.parquet)"):  # fmt: skip
        assert client.get(places[name]).status_code == 200, name


def test_a_form_adds_a_filter_and_a_link_removes_it(client):
    sent = {"lang": "en", "columns_asked": "1", "c": LABEL, "o": "greater", "v": "7.4"}
    answer = client.get("/tables/data/filter", params=sent, follow_redirects=False)
    assert answer.status_code == 303
    page = get(client, answer.headers["location"])
    assert "2 rows" in words(page)
    (removal,) = [place for text, place in links(page).items() if "remove this filter" in text]
    assert "5 rows" in words(get(client, removal))
    as_csv = client.get(links(page)["These rows as CSV"]).text
    assert as_csv.count("\n") == 3


def test_filters_of_a_form_are_kept_with_those_that_take_no_value(client):
    place = "/tables/data/filter?Nom__isnull=&c=id&o=exact&v=a3&page=4&columns_asked=1&show=nom"
    answer = client.get(place, follow_redirects=False)
    asked = answer.headers["location"]
    assert asked == "/tables/data?Nom__isnull&columns=nom&id__exact=a3"
    page = get(client, f"{asked}&lang=en")
    assert "1 row" in words(page)
    assert "=1+1" in page
    assert "97411" not in page


def test_rows_are_sorted_and_paged_by_links(client):
    page = get(client, "/tables/data?page_size=2&columns=id&lang=en")
    assert "Page 1 of 3" in words(page)
    onward = get(client, links(page)["Next page"])
    assert "a3" in onward
    by_id = get(client, links(page)["id"])
    assert 'aria-sort="ascending"' in by_id
    assert "a5" in get(client, links(by_id)["id ↑" if "id ↑" in links(by_id) else "id"])


def test_a_row_tells_where_it_comes_from(client):
    page = get(client, "/tables/data?lang=en")
    (place,) = [place for text, place in links(page).items() if text.startswith("1 –")]
    told = words(get(client, place))
    assert "Grand Annecy" in told
    assert "leading-zero" in told
    assert "Ecole" in told
    assert "Aucune ligne" in words(get(client, "/tables/data/rows/zz?lang=fr", 404))


def test_positions_are_drawn_without_anything_from_elsewhere(client):
    page = get(client, "/tables/data?id__exact=a1")
    assert "<svg" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_a_filter_that_means_nothing_is_told(client):
    assert "nope" in words(get(client, "/tables/data?nope__exact=1", 400))
    assert "Rien ne s'appelle" in words(get(client, "/tables/nope?lang=fr", 404))


def test_what_cells_hold_is_text(tmp_path):
    import polars as pl

    folder = write_release(
        tmp_path / "r",
        change=lambda frame: frame.with_columns(nom=pl.lit("<script>alert(1)</script>")),
    )
    with served(folder) as client:
        for place in ("/tables/data", "/tables/data/rows/a1"):
            answer = client.get(place)
            assert "<script>alert" not in answer.text
            assert "&lt;script&gt;alert" in answer.text
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        place = "/tables/data?nom__exact=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
        assert "<script>alert" not in client.get(place).text


def test_pages_of_a_restricted_release_show_no_cell(tmp_path):
    folder = write_release(tmp_path / "r")
    mark = json.dumps({"access": "restricted"})
    (folder / "data.parquet.tamis.json").write_text(mark, encoding="utf-8")
    with served(folder) as client:
        page = get(client, "/tables/data?lang=en")
        assert "Restricted data" in words(page)
        assert "01001" not in page
        assert "01001" not in client.get("/tables/data/rows/a1").text
