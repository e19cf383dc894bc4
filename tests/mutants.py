"""Plant faults in a room, one at a time, and see whether its fast tests catch each.

``python -m tests.mutants plan --sample 40`` tries forty mutants of ``src/tamis/plan``; without
``--sample``, all of them. Survivors are printed: each is a test that lacks, or a change that
changes nothing. ``--only repair.py`` keeps to one file, ``--seed`` draws another sample.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: The tests of each room: what is near a fault is to catch it.
ROOMS = {
    "plan": ["tests/plan"],
    "tables": ["tests/tables"],
    "values": ["tests/values"],
}
#: A mutant that takes longer than this has been caught: it does not end.
SECONDS = 300

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
_JOINED = {ast.And: ast.Or, ast.Or: ast.And}
#: Words that mean one thing or its opposite to Polars.
_WORDS = {
    "first": "last", "last": "first", "anti": "semi", "inner": "left", "left": "inner",
    "is_null": "is_not_null", "is_not_null": "is_null", "head": "tail", "tail": "head",
    "any_horizontal": "all_horizontal", "all_horizontal": "any_horizontal", "min": "max",
    "max": "min", "any": "all", "all": "any",
}  # fmt: skip
#: Members of nodes that say nothing of what is done.
_APART = {"annotation", "returns", "decorator_list"}


@dataclass(frozen=True)
class Mutant:
    """A change of one file: where, and what stands there instead."""

    path: Path
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.before}  →  {self.after}"


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in place of a node."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        other = copy.deepcopy(node)
        other.ops[0] = _COMPARED[type(node.ops[0])]()
        yield other
    elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
        other = copy.deepcopy(node)
        other.op = _COMPUTED[type(node.op)]()
        yield other
    elif isinstance(node, ast.BoolOp):
        other = copy.deepcopy(node)
        other.op = _JOINED[type(node.op)]()
        yield other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and node.value in _WORDS:
        yield ast.Constant(_WORDS[node.value])
    elif isinstance(node, ast.Attribute) and node.attr in _WORDS:
        yield ast.Attribute(node.value, _WORDS[node.attr], node.ctx)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Slice) and node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)


def mutants(path: Path) -> Iterator[Mutant]:
    """Give every mutant of a file; docstrings and annotations are left alone."""
    text = path.read_text(encoding="utf-8")
    count = sum(1 for _ in _places(ast.parse(text)))
    for n in range(count):
        tree = ast.parse(text)
        parent, field, index, node = next(p for at, p in enumerate(_places(tree)) if at == n)
        for other in variants(node):
            ast.copy_location(other, node)
            _put(parent, field, index, other)
            made = ast.unparse(ast.fix_missing_locations(tree))
            yield Mutant(path, node.lineno, ast.unparse(node), ast.unparse(other), made)
            _put(parent, field, index, node)


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    for parent in _walked(tree):
        for field, value in ast.iter_fields(parent):
            if field in _APART:
                continue
            nodes = value if isinstance(value, list) else [value]
            for index, node in enumerate(nodes):
                if isinstance(node, ast.AST) and any(True for _ in variants(node)):
                    yield parent, field, index if isinstance(value, list) else None, node


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """Give a node and those below it, but for what says nothing of what is done."""
    yield node
    for field, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if field not in _APART and isinstance(part, ast.AST):
                yield from _walked(part)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with its fault; all others are found as ever."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.path.relative_to(ROOT / "src").with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.mutant = mutant

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name,
            self.mutant.path,
            loader=self,
            submodule_search_locations=[str(self.mutant.path.parent)] if self.is_package else None,
        )

    def exec_module(self, module):
        exec(compile(self.mutant.source, str(self.mutant.path), "exec"), module.__dict__)  # noqa: S102


def _is_caught(mutant: Mutant | None, tests: list[str]) -> bool:
    """Whether the tests fail, in a process of their own."""
    process = multiprocessing.get_context("fork").Process(target=_run, args=(mutant, tests))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        return True
    return process.exitcode != 0


def _run(mutant: Mutant | None, tests: list[str]) -> None:
    import pytest

    if mutant is not None:
        sys.meta_path.insert(0, _Planted(mutant))
    with Path(os.devnull).open("w") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
        apart = "not slow and not corpus and not spark and not browser"
        options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", apart]
        code = pytest.main([*options, *tests])
    os._exit(int(code))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="files whose name has this")
    parser.add_argument("--tests", nargs="*", help="tests to run, instead of those of the room")
    given = parser.parse_args()
    os.chdir(ROOT)
    tests = given.tests or ROOMS[given.room]
    folder = ROOT / "src" / "tamis" / given.room
    paths = sorted(path for path in folder.rglob("*.py") if given.only in path.name)
    made = [mutant for path in paths for mutant in mutants(path)]
    random.Random(given.seed).shuffle(made)  # noqa: S311 a sample, not a secret
    chosen = made[: given.sample]
    # What every run needs is imported once; the room itself is not.
    import polars as pl  # noqa: F401
    import pytest  # noqa: F401

    if _is_caught(None, tests):
        sys.exit("The tests fail without any fault.")
    survivors = []
    for n, mutant in enumerate(chosen, start=1):
        caught = _is_caught(mutant, tests)
        print(f"{n}/{len(chosen)} {'caught' if caught else 'SURVIVED'} {mutant}", flush=True)
        survivors += [] if caught else [mutant]
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} caught ({len(made)} in the room)")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
