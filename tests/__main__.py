"""Every gate, in order: ``python -m tests``. Arguments go to pytest."""

import subprocess
import sys

GATES = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("importlinter",),
    ("pytest", "-q", "-n", "auto", "--dist", "loadgroup"),  # one cluster, one worker
)


def main() -> int:
    for gate in GATES:
        command = [sys.executable, "-m", *gate]
        if gate[0] == "importlinter":
            command = [
                sys.executable,
                "-c",
                "from importlinter.cli import lint_imports_command as m; m()",
            ]
        if gate[0] == "pytest":
            command += sys.argv[1:]
        print("→", *gate, flush=True)
        done = subprocess.run(command, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
