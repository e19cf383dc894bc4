"""Writing a page a language, or saying which are stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tamis.model.text import LANGS, set_lang


def renew(page: Callable[[], str], names: Mapping[str, str], command: str) -> int:
    """Write the page of each language; with ``--check``, return 1 where one is stale.

    Args:
        page: gives the page in the current language.
        names: the name of the file of each language.
        command: what to run to write them.
    """
    stale = []
    for lang in LANGS:
        set_lang(lang)
        path = Path(__file__).parent / names[lang]
        text = page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(f"docs/{path.name}")
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"{', '.join(stale)}: stale. Run: {command}\n")
        return 1
    return 0
