"""Several at a time: in order, in the caller's language, and a failure is not lost."""

import threading
import time

import pytest

from tamis.model.text import current_lang, set_lang
from tamis.project.parallel import in_order


def test_order_is_that_of_what_was_given():
    def slow(n):
        time.sleep(0.02 * (5 - n))
        return n

    assert list(in_order(slow, range(5), workers=4)) == list(range(5))


def test_the_language_is_the_callers():
    set_lang("en")
    assert list(in_order(lambda _: current_lang(), range(3), workers=2)) == ["en"] * 3


def test_several_work_at_once_and_few_wait():
    begun, together = [], threading.Barrier(2, timeout=10)

    def work(n):
        begun.append(n)
        if n < 2:
            together.wait()
        return n

    coming = in_order(work, range(100), workers=2)
    assert next(coming) == 0
    assert len(begun) <= 6
    coming.close()


def test_a_failure_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda n: 1 // n, [1, 0], workers=2))
