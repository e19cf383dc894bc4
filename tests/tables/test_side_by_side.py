"""Several things worked at side by side: what all of them ask is asked at once."""

import pytest

from tamis.tables.side_by_side import ask, side_by_side


def test_questions_of_a_kind_are_answered_together_in_order():
    asked = []

    def answer(items):
        asked.append(list(items))
        return [item.upper() for item in items]

    def work(item):
        return ask("first", item, answer) + ask(item == "b", item, answer)

    assert side_by_side(work, "abc") == ["AA", "BB", "CC"]
    assert sorted(asked) == [["a", "b", "c"], ["a", "c"], ["b"]]


def test_who_is_done_is_not_waited_for():
    def work(number):
        return [ask("more", number, lambda items: [len(items)] * len(items)) for _ in range(number)]

    assert side_by_side(work, [0, 1, 2, 3]) == [[], [3], [3, 2], [3, 2, 1]]


def test_what_fails_fails_for_the_one_at_fault():
    def answer(items):
        if "bad" in items:
            raise ValueError("bad")
        return items

    def work(item):
        try:
            return ask("kind", item, answer)
        except ValueError:
            return "failed"

    assert side_by_side(work, ["a", "bad", "b"]) == ["a", "failed", "b"]
    with pytest.raises(ValueError, match="bad"):
        side_by_side(lambda item: ask("kind", item, answer), ["a", "bad"])


def test_one_thing_alone_asks_for_itself():
    assert side_by_side(lambda item: ask("kind", item, list), ["a"]) == ["a"]
    assert ask("kind", "b", list) == "b"
