"""Folders of modules that offer the same functions: imported, and held to their contract.

A decorator whose argument is typed marks each function that a folder is known for, so that a type
checker sees at its definition whether it has the arguments and the result that callers count on.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
_marked: set[Callable[..., Any]] = set()


def mark(function: _Function) -> _Function:
    """Remember that a function went through the decorator of its contract."""
    _marked.add(function)
    return function


def stems(folder: Path) -> list[str]:
    """Return the names of the modules of a folder, in order; ``_``… is private to it."""
    return sorted(path.stem for path in folder.glob("[a-z]*.py"))


def modules(package: str, folder: Path, functions: Collection[str]) -> Iterator[ModuleType]:
    """Import every module of a folder, in the order of their names.

    Args:
        package: the dotted name of the folder.
        folder: where it is.
        functions: the functions that callers look for in its modules.

    Raises:
        TypeError: a module has such a function without its decorator.
    """
    for stem in stems(folder):
        yield imported(package, stem, functions)


def imported(package: str, stem: str, functions: Collection[str]) -> ModuleType:
    """Import one module of a folder, as `modules` does each.

    Raises:
        TypeError: it has one of `functions` without its decorator.
    """
    module = importlib.import_module(f"{package}.{stem}")
    for name in functions:
        function = getattr(module, name, None)
        if function is not None and function not in _marked:
            raise TypeError(f"{module.__name__}.{name} lacks the decorator of its contract")
    return module


@cache
def defined(folder: Path) -> Mapping[str, frozenset[str]]:
    """Return the names that each module of a folder defines, as its text shows; none is imported.

    Reading a text takes a tenth of the time that its import does.
    """
    texts = {stem: (folder / f"{stem}.py").read_bytes() for stem in stems(folder)}
    return {stem: frozenset(map(bytes.decode, _NAMES(text))) for stem, text in texts.items()}


#: Functions and constants at the left edge of a text.
_NAMES = re.compile(rb"^(?:def )?([A-Za-z]\w*)(?=\(|:| =)", re.MULTILINE).findall
