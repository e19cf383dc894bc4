"""Standard streams that never break a run: closed ones, consoles without our signs, UTF-8."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, TextIO

#: What a console shows in the place of signs that its encoding lacks.
_PLAIN: Final = {
    "✓": "OK", "✗": "X", "✅": "OK", "❌": "X", "→": "->", "−": "-", "–": "-", "—": "-", "·": "-",
    "•": "*", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "œ": "oe",
    "Œ": "OE", "─": "-", "█": "#", "░": ".", "⏎": "\\n", "⇥": "\\t", "␍": "\\r", "⍽": "_",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip
_HANDLER: Final = "tamis-plain"


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks, sign by sign: by a likeness, else by its number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata

    signs = []
    for char in error.object[error.start : error.end]:
        bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        signs.append(_PLAIN.get(char) or bare or char.encode("ascii", "backslashreplace").decode())
    return "".join(signs), error.end


class _Closed(io.TextIOBase):
    """Stands for a stream that was closed before the run; writing to it, or reading, fails."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def buffer(self) -> Any:
        """The bytes below: closed too."""
        return self

    def isatty(self) -> bool:
        """Return that it is no terminal."""
        return False

    def writable(self) -> bool:
        """Return that it may be tried."""
        return True

    def write(self, _: object, /) -> int:
        """Fail as the system would."""
        raise OSError(9, os.strerror(9), self._name)

    def read(self, _: int | None = -1, /) -> Any:
        """Fail as the system would."""
        raise OSError(9, os.strerror(9), self._name)


def prepare() -> None:
    """Make the standard streams fit for any text.

    Descriptors that are closed are opened on nothing, lest a file that is written take their
    place; what Python holds of them fails as the system would.
    """
    codecs.register_error(_HANDLER, _plain)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        stream = getattr(sys, name)
        if stream is None:
            quiet = name == "stderr"
            setattr(sys, name, io.StringIO() if quiet else _Closed(f"<{name}>"))
        elif name != "stdin" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def abandon(stream: TextIO) -> None:
    """Point a stream that cannot be written any more at nothing, so that the end is silent."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


@contextmanager
def utf8_output() -> Iterator[IO[str]]:
    """Give standard output as UTF-8 with bare line ends, for machines, whatever the console."""
    binary: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if binary is None or isinstance(sys.stdout, _Closed):
        yield sys.stdout
        return
    sys.stdout.flush()
    text = io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


@contextmanager
def spooled(suffix: str) -> Iterator[Path]:
    """Give where to write a file that goes to standard output once it is whole.

    Meanwhile what is said on standard output goes to standard error.
    """
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tamis-output-") as folder:
        part = Path(folder, f"output{suffix}")
        with redirect_stdout(sys.stderr):
            yield part
        if part.is_file():
            with part.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def print_json(value: object) -> None:
    """Print a value as JSON, in UTF-8."""
    with utf8_output() as out:
        json.dump(value, out, ensure_ascii=False, indent=2)
        out.write("\n")
