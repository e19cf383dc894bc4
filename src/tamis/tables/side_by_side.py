"""Several small things worked at side by side, so that what all of them ask is asked at once.

Each item has a thread, of which one works at a time. One that asks a question waits until every
other waits too, or is done; then the questions that are alike are answered together. Which these
are depends on the items alone, not on which thread is the fastest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from threading import Event, Semaphore
from types import TracebackType
from typing import Any, Final, TypeVar

#: Up to so many things are worked at side by side.
MOST: Final = 50

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return ``work(item)`` of each item, in order, what they `ask` answered together.

    Each call sees the context (the language) of the caller.

    >>> add_all = lambda numbers: [sum(numbers)] * len(numbers)
    >>> side_by_side(lambda number: ask("sum", number, add_all), [1, 2, 3])
    [6, 6, 6]
    """
    if len(items) < 2:  # noqa: PLR2004 nobody to wait for
        return [work(item) for item in items]
    questions = _Questions(len(items))

    def take(number: int, item: T) -> R:
        with _Seat(questions, number):
            return work(item)

    with ThreadPoolExecutor(len(items), thread_name_prefix="tamis-beside") as threads:
        futures = [
            threads.submit(copy_context().run, take, number, item)
            for number, item in enumerate(items)
        ]
    return [future.result() for future in futures]


def ask(kind: Hashable, item: T, answer: Callable[[Sequence[T]], Sequence[R]]) -> R:
    """Return the answer to a question, asked with those of others of its kind.

    Args:
        kind: questions of one kind are answered together.
        item: what is asked.
        answer: answers questions of this kind, as if each were asked alone.
    """
    seat = _seat.get()
    if seat is None:
        return answer([item])[0]
    question = _Question(kind=kind, item=item, answer=answer)
    seat.questions.wait(seat.number, question)
    if question.alike:
        with suppress(Exception):  # what fails together is asked alone, and fails for whose it is
            _answer(question.alike)
    return answer([item])[0] if question.reply is None else question.reply[0]


@dataclass(slots=True, kw_only=True)
class _Question:
    """What is asked, and the reply, alone in a tuple, once there is one.

    Whoever asked the first of some that are `alike` answers them all; the others wait for that.
    """

    kind: Hashable
    item: Any
    answer: Callable[[Sequence[Any]], Sequence[Any]]
    reply: tuple[Any] | None = None
    alike: Sequence[_Question] = ()
    wakes: Event = field(default_factory=Event)


class _Questions:
    """The questions of those that work side by side. It changes."""

    def __init__(self, count: int) -> None:
        self._at_work = count
        self._turn = Semaphore()  # who holds it works, and may change what is here
        self._waiting: dict[int, _Question] = {}

    def begin(self) -> None:
        """Wait for one's turn to work."""
        self._turn.acquire()

    def end(self) -> None:
        """Leave: the work is done."""
        self._at_work -= 1
        self._part_if_all_wait()
        self._turn.release()

    def wait(self, number: int, question: _Question) -> None:
        """Wait until a question is over, or the first of some that all ask by now."""
        self._waiting[number] = question
        self._part_if_all_wait()
        self._turn.release()
        question.wakes.wait()
        self._turn.acquire()

    def _part_if_all_wait(self) -> None:
        if not self._waiting or len(self._waiting) < self._at_work:
            return
        kinds: dict[Hashable, list[_Question]] = {}
        for _, question in sorted(self._waiting.items()):
            kinds.setdefault(question.kind, []).append(question)
        self._waiting = {}
        for alike in kinds.values():
            alike[0].alike = alike
            alike[0].wakes.set()


def _answer(alike: Sequence[_Question]) -> None:
    """Answer questions of one kind; where that fails, they are over without a reply."""
    try:
        replies = alike[0].answer([question.item for question in alike])
        for question, reply in zip(alike, replies, strict=True):
            question.reply = (reply,)
    finally:
        for question in alike:
            question.wakes.set()


class _Seat:
    """The place of one item among those that are worked at side by side."""

    def __init__(self, questions: _Questions, number: int) -> None:
        self.questions, self.number = questions, number

    def __enter__(self) -> None:
        self.questions.begin()
        self._token = _seat.set(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _seat.reset(self._token)
        self.questions.end()


_seat: ContextVar[_Seat | None] = ContextVar("seat", default=None)
