"""The lines of a block: few are looked at, fewer are changed, the others are not touched."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tamis.tables.byte_columns import octets, places

_END = 10


class Lines:
    """The lines of `data`, without their ends; the last byte may end one.

    Args:
        data: the bytes.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ends: list[int] = places(octets(data), _END).to_list()
        if data and not data.endswith(b"\n"):
            self._ends.append(len(data))
        self._new: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> bytes:
        new = self._new.get(index)
        return self._data[self._start(index) : self._ends[index]] if new is None else new

    def _start(self, index: int) -> int:
        return self._ends[index - 1] + 1 if index else 0

    def among(self, start: int, end: int) -> list[bytes]:
        """Return the lines from `start` to `end`."""
        return [self[index] for index in range(start, end)]

    def rest(self, start: int) -> bytes:
        """Return the bytes from a line on, its end and theirs included."""
        return self._data[self._start(start) :]

    def put(self, index: int, line: bytes) -> None:
        """Put another line in the place of one."""
        self._new[index] = line

    def cut(self, start: int) -> None:
        """Drop the lines from `start` on."""
        del self._ends[start:]

    def joined(self, without: Collection[int]) -> bytes:
        """Return the lines, each with its end, but those of some numbers."""
        return b"".join(self._pieces(without))

    def _pieces(self, without: Collection[int]) -> Iterator[bytes | memoryview]:
        whole, offset = memoryview(self._data), 0
        for odd in sorted({*self._new, *without}):
            yield whole[offset : self._start(odd)]
            if odd not in without:
                yield self._new[odd] + b"\n"
            offset = self._ends[odd] + 1
        if self._ends:
            yield whole[offset : self._ends[-1]]
            yield b"\n" if offset <= self._ends[-1] else b""
