"""Where a question asked in parts is: which parts are done, and what they come to."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TextIO

from tamis.apis.pages import PageState, part_path, question_mark
from tamis.apis.request import FetchOptions
from tamis.sources import sidecar


@dataclass(slots=True, kw_only=True)
class PartState:
    """The parts that are done, by a mark that tells nothing of what they ask.

    Attributes:
        done: the marks of the parts whose records are all written.
        records, pages, sum: how many were written, asked for, and announced by the parts.
        repeated: how many records came in several parts.
        lacking: parts that the API did not give whole.
        bytes: how much of the file holds records of parts that are done.
    """

    done: list[str] = field(default_factory=list)
    records: int = 0
    pages: int = 0
    sum: int = 0
    repeated: int = 0
    lacking: list[str] = field(default_factory=list)
    bytes: int = 0

    @classmethod
    def load(cls, options: FetchOptions) -> PartState:
        """Return where a former run of the same question stopped; the start where none did.

        A note that is not one of ours, or that does not fit what is written, is the start too.
        """
        path = part_path(options)
        try:
            noted = json.loads(PageState.place(options).read_text(encoding="utf-8"))
            if noted.pop("asked") != question_mark(options):
                return cls()
            state = cls(**noted)
            for name, value in asdict(cls()).items():
                if type(getattr(state, name)) is not type(value):
                    return cls()
            if path.stat().st_size < state.bytes or not state.done:
                return cls()
            os.truncate(path, state.bytes)
            with path.open("rb") as lines:
                return state if sum(1 for _ in lines) == state.records else cls()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()

    def save(self, options: FetchOptions, lines: TextIO) -> None:
        """Note what is done; a restricted API leaves no such note."""
        if options.api.restricted:
            return
        lines.flush()
        os.fsync(lines.fileno())
        self.bytes = lines.tell()
        noted = {"asked": question_mark(options), **asdict(self)}
        sidecar.write_private(PageState.place(options), json.dumps(noted))
