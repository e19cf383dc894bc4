"""How far a release has gone: never back, and near the truth from a third on."""

from itertools import pairwise
from pathlib import Path

import pytest

from tamis.release.progress import ProgressTracker, Step

TERRITORIES = Path(__file__).parents[2] / "fixtures" / "territoires"
ROW = b"1234567890,abcdefghi\n"


class Run:
    """A run whose work takes the time that it weighs, a second for a megabyte read."""

    def __init__(self):
        self.now = 1000.0
        self.paces = []
        self.told = ProgressTracker(
            lambda pace: self.paces.append((self.now, pace)), clock=lambda: self.now
        )

    def read(self, name, rows, parts=10, speed=1.0):
        for at in range(1, parts + 1):
            self.now += rows * len(ROW) / 1e6 / parts / speed
            self.told.rows(name, rows * at // parts)
        self.told.source(name, rows)

    def write(self, rows, slow=1.0):
        """Go through all steps but reading, `slow` times as long as they weigh."""
        whole = rows * len(ROW) / 1e6
        for step in list(Step)[1:]:
            self.told.step(step)
            for at in range(1, 11):
                self.now += whole * step.weight * slow / 10
                if step is Step.WRITING:
                    self.told.within(at / 10)

    def check(self, start=0.34, near=0.25):
        shares = [pace.share for _, pace in self.paces]
        assert all(one <= other for one, other in pairwise(shares))
        assert all(0 <= share <= 1 for share in shares)
        assert shares[-1] > 0.9
        whole = self.now - 1000
        late = [(now, pace) for now, pace in self.paces if (now - 1000) / whole >= start]
        assert len(late) > 5
        for now, pace in late:
            assert pace.left == pytest.approx(self.now - now, rel=near, abs=0.05 * whole)


@pytest.fixture
def run():
    return Run()


@pytest.fixture
def source(tmp_path):
    def made(name, rows):
        path = tmp_path / name
        path.write_bytes(ROW * rows)
        return str(path)

    return made


def test_one_large_file(run, source):
    run.told.begin({"a": source("a.csv", 50_000)})
    run.read("a", 50_000, parts=40)
    halfway = run.paces[len(run.paces) // 2][1]
    assert 0.2 < halfway.share < 0.5
    run.write(50_000)
    run.check()


def test_a_thousand_small_files(run, source):
    path = source("a.csv", 100)
    run.told.begin({str(at): path for at in range(1000)})
    for at in range(1000):
        run.read(str(at), 100, parts=1)
    run.write(100_000)
    run.check()


def test_files_of_every_size(run, source):
    sizes = {"a": 100, "b": 30_000, "c": 2_000, "d": 9_000}
    run.told.begin({name: source(f"{name}.csv", rows) for name, rows in sizes.items()})
    for name, rows in sizes.items():
        run.read(name, rows)
    run.write(sum(sizes.values()))
    run.check()


def test_writing_that_takes_twice_as_long_is_seen_while_it_lasts(run, source):
    run.told.begin({"a": source("a.csv", 50_000)})
    run.read("a", 50_000)
    run.write(50_000, slow=2)
    run.check(start=0.5, near=0.6)


def test_what_is_known_already_is_no_work(run, source):
    run.told.begin({name: source(f"{name}.csv", 20_000) for name in "abc"})
    for name in "ab":
        run.told.source(name, 20_000, reused=True)
    assert run.paces[-1][1].left is None
    run.read("c", 20_000)
    run.write(60_000)
    run.check()


def test_files_that_are_not_here_yet_and_that_tell_no_rows_ahead(run, source):
    run.told.begin({"a": "https://example.org/a.csv", "b": "https://example.org/b.xlsx"})
    assert run.told.sizes == [1 << 20, 1 << 20]
    run.told.found("a", source("a.csv", 40_000))
    run.read("a", 40_000)
    run.told.found("b", source("b.xlsx", 40_000))
    run.read("b", 40_000)
    assert (run.paces[-1][1].done, run.paces[-1][1].rows) == (2, 80_000)
    run.write(80_000)
    run.check(start=0.65)


def test_nobody_who_listens_costs_nothing(source):
    told = ProgressTracker()
    told.begin({"a": source("a.csv", 10)})
    told.rows("a", 5)
    told.step(Step.WRITING)


def test_a_real_release_tells_its_steps_in_order(tmp_path):
    from tamis import app

    paces = []
    schema = "etalab/schema-irve-statique"
    app.aggregate([TERRITORIES], schema, tmp_path / "out", progress=paces.append)
    order = [str(step.text) for step in Step]
    steps = [order.index(str(one.doing)) for one in paces]
    assert steps == sorted(steps)
    assert set(steps) == set(range(len(order)))
    assert paces[-1].rows == 52
    assert all(one.share <= other.share for one, other in pairwise(paces))
