"""Every gate, in order: ``python -m tests``; some of them: ``python -m tests lint unit``.

Words that name no step, and options, go to pytest: ``python -m tests unit tests/cli -k watch``.
"""

import subprocess
import sys
from collections.abc import Sequence

_LAYERS = "from importlinter.cli import lint_imports_command as main; main()"
#: One worker holds the cluster that the tests of Spark share.
_PARALLEL = ("-q", "-n", "auto", "--dist", "loadgroup")
#: Rooms whose branches their own tests cover, all of them.
_KERNEL = ("tests/plan", "tests/tables", "tests/values")
_APART = "not corpus and not browser and not spark"


def _pytest(*options: str) -> tuple[str, ...]:
    return ("-m", "pytest", *_PARALLEL, *options)


#: What each step runs, as arguments of Python.
STEPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "lint": (("-m", "ruff", "format", "--check", "."), ("-m", "ruff", "check", ".")),
    "types": (("-m", "mypy"),),
    "layers": (("-c", _LAYERS),),
    "unit": (_pytest("-m", _APART),),
    "corpus": (_pytest("-m", "corpus"),),
    "browser": (_pytest("-m", "browser"),),
    "spark": (_pytest("-m", "spark"),),
    "coverage": (_pytest("-m", _APART, *_KERNEL, "--cov", "--cov-report=term"),),
}
#: All the tests in one go: faster than step by step.
_TESTS = _pytest()
_STATIC = ("lint", "types", "layers")


def commands(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what to run for the words of the command line, in order."""
    steps = [word for word in words if word in STEPS]
    options = [word for word in words if word not in STEPS]
    chosen = [command for step in steps or _STATIC for command in STEPS[step]]
    if not steps:
        chosen.append(_TESTS)
    return [(*command, *options) if "pytest" in command else command for command in chosen]


def main() -> int:
    for command in commands(sys.argv[1:]):
        print("→ python", *command, flush=True)
        done = subprocess.run([sys.executable, *command], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
