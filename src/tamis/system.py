"""What depends on the platform: each function has a POSIX and a Windows side.

POSIX: Linux, macOS, BSD. Nothing else in tamis asks which system it runs on.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import io
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

#: Whether the Windows side holds.
IS_WINDOWS: Final = os.name == "nt"
#: Errors by which Windows says that another program holds a file open.
_SHARING: Final = frozenset({5, 32, 33})
#: Handles and flag of the Windows console (Microsoft, "SetConsoleMode").
_HANDLES: Final = {1: -11, 2: -12}
_VIRTUAL_TERMINAL: Final = 0x0004
#: Seconds between two looks at a pipe.
_MOMENT: Final = 0.05


def sync_folder(path: Path) -> None:
    """Have the disk hold the names in a folder; Windows opens no folder, and needs none."""
    if IS_WINDOWS:
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # a disk that cannot, such as a share
            raise
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Have the disk hold a file. Windows flushes handles that may write alone."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def exchange(first: Path, second: Path) -> bool:
    """Exchange two paths in one step (renameat2, Linux); False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    current_folder, flag = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = rename(
        current_folder, os.fsencode(first), current_folder, os.fsencode(second), flag
    )
    return done == 0


def lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; False where another process holds it."""
    try:
        if IS_WINDOWS:
            msvcrt = importlib.import_module("msvcrt")
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl = importlib.import_module("fcntl")
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def user() -> int:
    """Return the number of the user; 0 on Windows, which has none."""
    return 0 if IS_WINDOWS else os.getuid()


def is_held_open(error: OSError) -> bool:
    """Whether a file cannot be replaced because another program, such as Excel, holds it."""
    return getattr(error, "winerror", None) in _SHARING


@contextmanager
def open_pipe(path: Path, patience: float | None) -> Iterator[io.FileIO]:
    """Open a pipe for reading.

    Args:
        path: the pipe.
        patience: seconds to wait for a first byte, as nobody may ever write; None: for ever.

    Raises:
        TimeoutError: nothing came.
        OSError: it cannot be opened.
    """
    if patience is None or IS_WINDOWS:
        with path.open("rb", buffering=0) as pipe:
            yield pipe
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        ready, _, _ = select.select([descriptor], [], [], patience)
        if not ready:
            raise TimeoutError
        os.set_blocking(descriptor, True)
        yield pipe


@contextmanager
def pipe_with_reader(path: Path, patience: float) -> Iterator[None]:
    """Hold a pipe open for writing once somebody reads it: to open it would else wait for ever.

    Raises:
        TimeoutError: nobody reads it within `patience` seconds.
    """
    end = time.monotonic() + patience
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > end:
                raise TimeoutError from error
            time.sleep(_MOMENT)
    try:
        yield
    finally:
        os.close(descriptor)


def has_ansi(stream: TextIO) -> bool:
    """Whether a stream is a terminal that obeys ANSI sequences; Windows is asked to."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return not IS_WINDOWS or _enable_ansi(stream.fileno())


def _enable_ansi(descriptor: int) -> bool:
    """Switch a Windows console to ANSI sequences; False where it is too old."""
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 absent elsewhere
    handle, mode = kernel.GetStdHandle(_HANDLES[descriptor]), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))


def on_end_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    """Call `handler` when the system asks the program to end.

    SIGTERM and SIGHUP (a terminal that is closed); SIGBREAK on Windows. A signal that is ignored
    already, as under nohup, stays so.
    """
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)
