"""Batches, headers, threads and bytes: what every room above counts on."""

import gc
import threading
import time
from threading import Event

import polars as pl
import pytest

from tamis.tables.batch import Batch, column
from tamis.tables.byte_columns import PIECE, octets, places
from tamis.tables.header import Header, folded, match, similar
from tamis.tables.prefetch import in_background, prefetched, started_ahead
from tamis.tables.scratch import Scratch


def test_records_and_lines_count_from_where_the_batch_starts():
    frame = pl.DataFrame({"c0": list("abcd")})
    index = pl.Series([0, 3])
    rows, lines = Batch(frame=frame, first_row=5, lines=8).places(index)
    assert (rows.to_list(), lines.to_list()) == ([5, 8], [8, 11])
    own = pl.Series([8, 9, 12, 20], dtype=pl.UInt32)
    rows, lines = Batch(frame=frame, first_row=5, lines=own).places(index)
    assert (rows.to_list(), lines.to_list()) == ([5, 8], [8, 20])
    assert rows.dtype == lines.dtype == pl.UInt32
    assert column(7) == "c7"


def test_labels_are_matched_with_fields():
    header = match(("b", "A ", "zut", "b"), ("a", "b", "c"))
    assert dict(header.positions) == {"a": 1, "b": 0}
    assert (header.misspelt, header.unknown, header.duplicate) == (("a",), (2,), (3,))
    assert (header.ordered, header.misplaced) == (False, 0)
    assert match(("a", "b"), ("a", "b")).ordered
    assert match(("a", "b"), ("a", "b")).misplaced == -1
    assert list(header.positions) == ["a", "b"]


def test_the_first_of_two_labels_alike_is_the_field():
    header = match(("a", "a"), ("a",))
    assert (dict(header.positions), header.duplicate, header.unknown) == ({"a": 0}, (1,), ())
    assert match(("", ""), ("a",)).duplicate == ()
    assert match(("", ""), ("a",)).unknown == (0, 1)


def test_a_label_is_a_field_by_likeness_only_where_one_alone_is_alike():
    assert dict(match(("A", "á"), ("a",)).positions) == {}
    assert dict(match(("A",), ("a", "á")).positions) == {}
    assert dict(match(("A",), ("a",), guess=False).positions) == {}
    assert dict(match(("a", "A"), ("a",)).positions) == {"a": 0}
    assert match(("a", "A"), ("a",)).unknown == (1,)
    assert dict(match(("—",), ("-",)).positions) == {}


def test_titles_come_after_names():
    titles = {"a": "Le nom", "b": "a2"}
    header = match(("le nom", "A2"), ("a", "b", "a2"), titles)
    assert dict(header.positions) == {"a": 0, "a2": 1}
    assert header.misspelt == ("a", "a2")


def test_an_absent_header_has_no_label():
    assert match(("", " "), ("a",)).is_absent
    assert not match(("", "x"), ("a",)).is_absent
    assert isinstance(match((), ()), Header)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("nom_amenageurs", "nom_amenageur"),
        ("zut", None),
        ("id_1", None),
        ("enseigne s", "enseigne"),
    ],
)
def test_a_label_comes_near_one_field_or_none(label, field):
    words = {name: name for name in ("nom_amenageur", "enseigne", "id_10", "id_11")}
    assert similar(label, words) == field


def test_two_words_of_one_field_are_one():
    assert similar("nom_amenageurs", {"nom_amenageur": "n", "nom_amenageurz": "n"}) == "n"
    assert folded("É-à _b") == "eab"


def test_items_come_in_order_and_errors_where_they_happened():
    def items():
        yield 1
        yield 2
        raise KeyError("ici")

    taken = prefetched(items())
    assert [next(taken), next(taken)] == [1, 2]
    with pytest.raises(KeyError):
        next(taken)
    assert list(prefetched(iter(()))) == []


def test_items_may_be_dropped_by_the_thread_that_fetches_them():
    taken, is_taken, is_dropped = [], Event(), Event()

    def items():
        yield 0
        is_taken.wait(10)
        taken.clear()  # the iterator is collected here
        is_dropped.set()
        yield 1

    taken.append(prefetched(items()))
    assert next(taken[0]) == 0
    is_taken.set()
    assert is_dropped.wait(10)
    gc.collect()


def test_the_next_item_is_fetched_in_another_thread():
    threads = []

    def items():
        for n in range(3):
            threads.append(threading.current_thread().name)
            yield n

    assert list(prefetched(items())) == [0, 1, 2]
    assert all(name.startswith("tamis-ahead") for name in threads)


@pytest.mark.parametrize("depth", [0, 1, 2, 9])
def test_so_many_items_are_started_before_one_is_taken(depth):
    started = []
    taken = started_ahead(iter(range(5)), lambda n: started.append(n) or n, depth)
    assert next(taken) == 0
    assert started == list(range(min(depth + 1, 5)))
    assert list(taken) == [1, 2, 3, 4]
    assert started == list(range(5))


def test_what_is_done_in_the_background_is_done_in_order_and_at_the_end():
    seen = []

    def slow(n):
        time.sleep(0.01)
        seen.append(n)

    with in_background(slow) as put:
        for n in range(4):
            put(n)
            assert len(seen) >= n - 1
    assert seen == [0, 1, 2, 3]
    with in_background(slow):
        pass
    assert seen == [0, 1, 2, 3]


@pytest.mark.parametrize("last", [1, 3])
def test_an_error_in_the_background_is_raised(last):
    seen = []

    def do(n):
        if n == 1:
            raise KeyError(n)
        seen.append(n)

    def all_of_them():
        with in_background(do) as put:
            for n in range(last + 1):
                put(n)

    with pytest.raises(KeyError):
        all_of_them()
    assert seen == [0]


def test_bytes_stand_where_they_are_across_pieces():
    data = bytearray(b"x" * (2 * PIECE + 5))
    for place in (0, PIECE - 1, PIECE, 2 * PIECE + 4):
        data[place] = 10
    assert places(octets(bytes(data)), 10).to_list() == [0, PIECE - 1, PIECE, 2 * PIECE + 4]
    assert places(octets(b""), 10).to_list() == []
    assert places(octets(b"abc"), 10).to_list() == []
    assert octets(b"a\xff").to_list() == [97, 255]


def test_a_temporary_folder_is_made_at_its_first_use_and_goes_with_its_owner():
    scratch = Scratch("essai")
    assert not scratch.used
    folder = scratch.folder
    assert scratch.used
    assert scratch.folder == folder
    assert folder.is_dir()
    assert folder.name.startswith("tamis-essai-")
    (folder / "x").write_text("x")
    del scratch
    assert not folder.exists()
