"""What is kept from one run to the next: for so long, and no more than so much."""

import os
import time

import pytest
from click.testing import CliRunner

from tamis.cli.main import cli
from tamis.release.collect.cache import KEPT_DAYS, ResultCache, discard_older

DAY = 86_400


@pytest.fixture
def kept(tmp_path):
    """Give results and copies of 1,000 bytes each, by how many days ago they were used."""

    def made(**used):
        discard_older(tmp_path)
        for name, days in used.items():
            place = "fetched" if name.startswith("copy") else "results"
            folder = tmp_path / place / name
            folder.mkdir(parents=True)
            (folder / "rows.csv").write_bytes(b"x" * 1000)
            when = time.time() - days * DAY
            os.utime(folder, (when, when))
        return ResultCache(tmp_path)

    def left():
        places = (tmp_path / "results", tmp_path / "fetched")
        return {path.name for place in places if place.is_dir() for path in place.iterdir()}

    return made, left


def test_what_no_run_has_used_for_long_goes(kept):
    made, left = kept
    made(old=KEPT_DAYS + 1, copy_old=KEPT_DAYS + 1, young=KEPT_DAYS - 1, copy_young=1).prune()
    assert left() == {"young", "copy_young"}


def test_beyond_a_size_what_was_used_least_lately_goes(kept):
    made, left = kept
    made(a=5, copy_b=4, c=3, copy_d=2).prune(2500)
    assert left() == {"c", "copy_d"}


def test_what_is_in_use_stays_whatever_its_size(kept):
    made, left = kept
    made(a=5, now=0, copy_now=0).prune(0)
    assert left() == {"now", "copy_now"}


def _an_older_cache(folder):
    for place in ("results", "hashes", "fetched"):
        (folder / place / "entry").mkdir(parents=True)
    (folder / "version").write_text("1\n")


def test_what_another_layout_left_is_discarded_but_for_copies(tmp_path):
    _an_older_cache(tmp_path)
    assert discard_older(tmp_path)
    assert not any((tmp_path / name).is_dir() for name in ("results", "hashes"))
    assert (tmp_path / "fetched" / "entry").is_dir()
    assert not discard_older(tmp_path)


def test_a_cache_of_today_and_a_new_one_are_taken_as_they_are(kept, tmp_path):
    made, left = kept
    made(a=1)
    assert not discard_older(tmp_path)
    assert left() == {"a"}
    assert not discard_older(tmp_path / "new")


def test_a_release_says_that_an_older_cache_went(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    _an_older_cache(cache)
    monkeypatch.setenv("TAMIS_CACHE", str(cache))
    (tmp_path / "a.csv").write_text("id\n1\n")
    (tmp_path / "s.json").write_text('{"name": "s", "fields": [{"name": "id", "type": "integer"}]}')
    sources = [str(tmp_path / "a.csv"), "-s", str(tmp_path / "s.json"), "--lang", "en"]
    said = [
        CliRunner().invoke(cli, ["aggregate", *sources, "-o", str(tmp_path / name)])
        for name in ("first", "second")
    ]
    assert [result.exit_code for result in said] == [0, 0]
    told = ["cache of another version" in result.stderr for result in said]
    assert told == [True, False]
