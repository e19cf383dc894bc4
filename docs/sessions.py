"""Put the real output of each command that a README or a guide shows in its place.

Run from the root of the project: ``python docs/sessions.py``. With ``--check``, only say whether
something would change.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from difflib import unified_diff
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"(<!-- session: (?P<command>.+?) -->\n```\n).*?(^```$)", re.DOTALL | re.MULTILINE
)


def output(command: str, folder: Path) -> str:
    """Return what a command prints, run in `folder`, where the fixtures stand too."""
    args = shlex.split(command)
    if args[0] == "tamis":
        args = [sys.executable, "-c", "from tamis.cli.main import main; main()", *args[1:]]
    environment = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S603 the commands are the project's own
        args,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=environment,
    )
    return f"$ {command}\n{done.stdout}{done.stderr}".rstrip() + "\n"


def renewed(text: str, folder: Path) -> str:
    """Return a page with every session run again."""
    return BLOCK.sub(lambda m: f"{m[1]}{output(m['command'], folder)}{m[3]}", text)


def main() -> int:
    """Renew the pages; with ``--check``, return 1 where one is stale."""
    stale = 0
    for name in ("README.md", "README.fr.md", "docs/clerk.md", "docs/clerk.fr.md"):
        page = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "fixtures").symlink_to(ROOT / "fixtures")
            text = renewed(page.read_text(encoding="utf-8"), Path(folder))
        if text != page.read_text(encoding="utf-8"):
            stale = 1
            if "--check" in sys.argv:
                was = page.read_text(encoding="utf-8").splitlines()
                sys.stdout.writelines(f"{line}\n" for line in unified_diff(was, text.splitlines()))
            else:
                page.write_text(text, encoding="utf-8")
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
