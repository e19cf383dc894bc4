"""Text (Table Schema, "string"): any text, or one of the formats that the specification names."""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import patterns, wkt

DTYPE = pl.String

_ATOM = r"[^\x00-\x20()<>\[\]:;@\\,\"\x7F]+"
_LABEL = (
    r"[0-9A-Za-z\x{80}-\x{10FFFF}](?:[0-9A-Za-z\x{80}-\x{10FFFF}-]*[0-9A-Za-z\x{80}-\x{10FFFF}])?"
)
_HEX = "[0-9A-Fa-f]"

#: The form of each format. e-mail: RFC 5321/6531 as deliverable on the internet (a dotted
#: domain); uri: RFC 3986 with a scheme, no blank; uuid: RFC 4122; binary: RFC 4648 base64.
_FORMS = {
    "email": rf"{_ATOM}@(?:{_LABEL}\.)+{_LABEL}",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\"<>\\^`{|}\x7F]+",
    "uuid": rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}",
    "binary": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "wkt": wkt.FORM,
}

_EXPECTED = {
    "email": Text(
        fr="une adresse électronique, par exemple contact@mairie.fr",
        en="an e-mail address, such as contact@mairie.fr",
    ),
    "uri": Text(
        fr="une adresse complète, par exemple https://www.mairie.fr",
        en="a full address, such as https://www.mairie.fr",
    ),
    "uuid": Text(
        fr="un identifiant UUID, par exemple 0a7b330a-a736-35ea-8f7f-feaf019cdc00",
        en="a UUID, such as 0a7b330a-a736-35ea-8f7f-feaf019cdc00",
    ),
    "binary": Text(fr="un contenu codé en base64", en="content encoded in base64"),
    "wkt": Text(
        fr="une géométrie WKT, par exemple POINT (2.35 48.85)",
        en="a WKT geometry, such as POINT (2.35 48.85)",
    ),
}
_ANY = Text(fr="un texte", en="a text")


def form(field: Field) -> str | None:
    """Return the expression that whole texts of the field's format match, None for any text."""
    return _FORMS.get(field.format)


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the text itself, null where it breaks the format."""
    shape = form(field)
    return text if shape is None else pl.when(patterns.whole(text, shape)).then(text)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    return _EXPECTED.get(field.format, _ANY)
