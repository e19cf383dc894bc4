"""What is kept from one run to the next: for so long, and no more than so much."""

import os
import time

import pytest

from tamis.release.collect.cache import KEPT_DAYS, ResultCache

DAY = 86_400


@pytest.fixture
def kept(tmp_path):
    """Give results and copies of 1,000 bytes each, by how many days ago they were used."""

    def made(**used):
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
