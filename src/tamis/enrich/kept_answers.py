"""Answers that were had before a failure, kept beside the output to go on with."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from tamis.enrich.lookup import Cells
from tamis.sources.sidecar import PRIVATE

Key = tuple[str, ...]


class KeptAnswers:
    """The cells of each question that was answered, on disk as soon as they are known.

    Args:
        output: the file that is being made; None keeps answers in memory alone.
        question: what tells one lookup from another: join, address, thresholds, columns.
        resume: whether what a former run of the same question left is taken up.
    """

    def __init__(
        self, output: Path | None = None, question: str = "", *, resume: bool = False
    ) -> None:
        self._place = None if output is None else output.with_name(f"{output.name}.part")
        self._mark = hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()
        self._answers: dict[Key, Cells] = self._load() if resume else {}
        self._is_begun = False

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Key) -> Cells | None:
        """Return what was answered, if anything."""
        return self._answers.get(key)

    def keep(self, key: Key, cells: Cells) -> None:
        """Keep an answer, for the owner of the file alone to read."""
        self._answers[key] = cells
        if self._place is None:
            return
        if not self._is_begun:
            self._begin()
            return
        self._append([json.dumps([key, cells])])

    def forget(self) -> None:
        """Forget all: the output is made."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)

    def _begin(self) -> None:
        """Write what is known so far in the place of what stands there."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)
        lines = [json.dumps([key, cells]) for key, cells in self._answers.items()]
        self._append([json.dumps({"question": self._mark}), *lines])
        self._is_begun = True

    def _append(self, lines: list[str]) -> None:
        if self._place is None:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(self._place, flags, PRIVATE), "a", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)

    def _load(self) -> dict[Key, Cells]:
        """Return what a former run left; nothing where it asked something else, or is broken."""
        if self._place is None:
            return {}
        answers: dict[Key, Cells] = {}
        try:
            head, *lines = self._place.read_text(encoding="utf-8").splitlines()
            if json.loads(head)["question"] != self._mark:
                return {}
            for line in lines:
                key, cells = json.loads(line)
                answers[tuple(str(part) for part in key)] = tuple(
                    None if cell is None else str(cell) for cell in cells
                )
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass  # the last line may be cut: what stands before it was written whole
        return answers
