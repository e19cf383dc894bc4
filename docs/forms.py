"""Write the table of report forms into docs/reports.md, out of what the forms say of themselves.

Run from the root of the project: ``python docs/forms.py``; with ``--check``, only say whether the
page is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tamis import render
from tamis.model.text import set_lang

PAGE = Path(__file__).parent / "reports.md"
_TABLE = re.compile(r"(<!-- forms -->\n).*?(<!-- end -->)", re.DOTALL)


def table() -> str:
    """Return the table, a row per form."""
    rows = ["| form | for whom | what it holds |", "|---|---|---|"]
    for name in render.form_names():
        form = render.form(name)
        rows.append(f"| `{name}` | {form.audience} | {form.content} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    """Renew the table; with ``--check``, return 1 where it is stale."""
    set_lang("en")
    before = PAGE.read_text(encoding="utf-8")
    after = _TABLE.sub(lambda found: f"{found[1]}{table()}{found[2]}", before)
    if "--check" in sys.argv:
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
