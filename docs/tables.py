"""Write the tables of the pages that say what the code knows: report forms, exit codes.

Run from the root of the project: ``python docs/tables.py``; with ``--check``, only say which pages
are stale. A page has a table between ``<!-- NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tamis import render
from tamis.model.exit_codes import ExitCode
from tamis.model.text import Lang, Text, set_lang

ROOT = Path(__file__).parents[1]
#: The pages and the language of each.
PAGES: Mapping[str, Lang] = {
    "docs/ci.md": "en",
    "docs/ci.fr.md": "fr",
    "docs/commands.md": "en",
    "docs/reports.md": "en",
    "docs/reports.fr.md": "fr",
}
_TABLE = re.compile(r"(<!-- (forms|exit codes) -->\n).*?(<!-- end -->)", re.DOTALL)


def forms() -> str:
    """Return the forms of reports, a row each."""
    rows = [
        str(Text(fr="| forme | pour qui | contenu |", en="| form | for whom | what it holds |"))
    ]
    rows.append("|---|---|---|")
    for name in render.form_names():
        form = render.form(name)
        rows.append(f"| `{name}` | {form.audience} | {form.content} |")
    return "\n".join(rows) + "\n"


def exit_codes() -> str:
    """Return the exit codes, a row each."""
    rows = [str(Text(fr="| code de sortie | sens |", en="| exit code | meaning |")), "|---|---|"]
    rows += [f"| {code.value} | {code.meaning} |" for code in ExitCode]
    return "\n".join(rows) + "\n"


_WRITERS: Mapping[str, Callable[[], str]] = {"forms": forms, "exit codes": exit_codes}


def main() -> int:
    """Renew the tables; with ``--check``, return 1 where one is stale."""
    stale = []
    for name, lang in PAGES.items():
        set_lang(lang)
        page = ROOT / name
        before = page.read_text(encoding="utf-8")
        after = _TABLE.sub(lambda found: f"{found[1]}{_WRITERS[found[2]]()}{found[3]}", before)
        if before != after:
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(after, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"{', '.join(stale)}: stale. Run: python docs/tables.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
