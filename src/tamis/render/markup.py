"""HTML written part by part: what comes from a file is text in it, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text, current_lang
from tamis.render.terminal import escaped

_ASSETS: Final = Path(__file__).parent / "assets"
#: The blanks at which a line must not end (Lexique des règles typographiques françaises).
_LOOSE: Final = lazy_pattern(r"(?<=«) | (?=[»:;?!%])")
_SKIP: Final = Text(fr="Aller au contenu", en="Skip to the content")


def text(value: object, longest: int | None = None) -> str:
    """Return `value` as HTML shows it: marks are escaped, what an eye would miss is spelt out.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    shown = escaped(str(value))
    return html.escape(
        shown if longest is None or len(shown) <= longest else f"{shown[: longest - 1]}…"
    )


def prose(value: object, longest: int | None = None) -> str:
    """Return a sentence as HTML; French marks keep to the word that they follow or open."""
    return _LOOSE.sub("\xa0", text(value, longest))


def tag(name: str, inner: str, **attributes: object) -> str:
    """Return an element around `inner`, which is HTML already; attributes are escaped.

    A trailing underscore in the name of an attribute is dropped; others stand for dashes.
    """
    text = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(escaped(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{text}>{inner}</{name}>"


def table(
    head: Iterable[object], rows: Iterable[str], *, label: str, classes: str | None = None
) -> str:
    """Return a table that scrolls by itself where it is too wide.

    Args:
        head: the labels of the columns, as text.
        rows: the rows, as HTML.
        label: what the table is, for those who do not see it.
        classes: what the style knows it by.
    """
    headings = "".join(tag("th", prose(label), scope="col") for label in head)
    inner = f"<thead><tr>{headings}</tr></thead><tbody>{''.join(rows)}</tbody>"
    named = {"role": "region", "aria_label": label, "tabindex": "0"}
    return tag("div", tag("table", inner, class_=classes), class_="scroll", **named)


def row(*cells: str, head: bool = False, **attributes: object) -> str:
    """Return a row of cells, which are HTML; `head`: the first one names the row."""
    first = tag("th", cells[0], scope="row") if head else tag("td", cells[0])
    return tag("tr", first + "".join(tag("td", cell) for cell in cells[1:]), **attributes)


def top(title: str, theme: Path | None = None) -> str:
    """Return the document as far as its body.

    The policy lets nothing be fetched, and runs no script and no style but the report's own.
    """
    style = (
        (theme or _ASSETS / "report.css")
        .read_text(encoding="utf-8", errors="replace")
        .replace("</", "<\\/")
    )
    script = _script()
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{current_lang()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{_SKIP}</a>\n'
    )


def bottom() -> str:
    """Return what closes the document."""
    return f"<script>{_script()}</script>\n</body>\n</html>\n"


def _script() -> str:
    return (_ASSETS / "report.js").read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    """Return the source expression of an inline element (CSP level 3, section 2.3.1)."""
    digest = hashlib.sha256(inline.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
