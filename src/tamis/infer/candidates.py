"""What a column may be: each guess is a field, held against every text by the kernel's own reading.

Guesses stand in the order in which they are preferred: French identifiers before numbers, since a
code that looks like a number is none. One that a single text contradicts is given up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from typing import Any, Final

import polars as pl

from tamis import reference, values
from tamis.loading import schemas
from tamis.model.text import Text
from tamis.values import luhn, patterns
from tamis.values.column_names import Nature, nature, words
from tamis.values.identifiers import IDENTIFIERS

_DEPARTMENT: Final = r"^(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-46]|98[4-9])$"
_PHONE: Final = r"^(\+33|0)[1-9]\d{8}$"
#: Distinct texts that must all have a right check digit where no name says what they are: one
#: number in ten has it by chance.
_PROOF: Final = 10
#: Words of booleans in one case, then in any.
_WORDS: Final = tuple(
    ((yes,), (no,))
    for yes, no in (
        ("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("vrai", "faux"),
        ("Vrai", "Faux"), ("VRAI", "FAUX"), ("oui", "non"), ("Oui", "Non"), ("OUI", "NON"),
        ("yes", "no"), ("Yes", "No"), ("YES", "NO"), ("O", "N"),
    )
)  # fmt: skip
_ANY_CASE: Final = tuple(
    tuple((word, word.capitalize(), word.upper()) for word in pair)
    for pair in (("true", "false"), ("vrai", "faux"), ("oui", "non"), ("yes", "no"))
)
_DAYS: Final = ("default", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y")
_TIMES: Final = ("default", "%H:%M")
_INSTANTS: Final = (
    "default", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
)  # fmt: skip


#: How columns of codes of communes are called: one number in three of five digits is such a code.
_COMMUNES: Final = re.compile(r"insee|commune|_(com|cog|codgeo|code_geo|depcom|citycode|ville)_")
#: How columns of quantities are called: their numbers are no codes.
_MEASURES: Final = re.compile(
    r"montant|population|habitant|surface|superficie|total|budget|depense|recette|_prix_|_cout|"
    r"_tarif|_nb_|nombre|effectif|quantite|longueur|distance|altitude|_somme_|_ca_|chiffre|capacite|"
    r"valeur|volume|poids|tonnage|_parts?_|taux|subvention|_jours?_|duree"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a column may be.

    Attributes:
        field: the field as a descriptor, without its name.
        why: what is said of it.
        also: what texts that hold must be besides, over ``text``, which may cost more; None:
            nothing.
        named: what the name of the column must match, as words between underscores; None: any.
        barred: what it must not match.
        least: how many distinct texts it takes to be believed where the name says nothing.
        nature: what the name of the column says where one text is enough.
        zeros: whether a text must begin with a zero somewhere: digits without one are a number.
        holds: over ``text``, whether each text is one of the field.
    """

    field: dict[str, Any]
    why: Text
    also: pl.Expr | None = None
    named: re.Pattern[str] | None = None
    barred: re.Pattern[str] | None = None
    least: int = 1
    nature: Nature | None = None
    zeros: bool = False
    holds: pl.Expr = dataclass_field(init=False)

    def __post_init__(self) -> None:
        (field,) = schemas.tabular({"fields": [{"name": "x", **self.field}]}).fields
        text = pl.col("text")
        read = values.type_module(field).parse(field, text).is_not_null()
        pattern = self.field.get("constraints", {}).get("pattern")
        if pattern:
            read = read & text.str.contains(patterns.anchored(pattern))
        object.__setattr__(self, "holds", read.fill_null(value=False))

    def suits(self, name: str) -> bool:
        """Whether a column of that name may be this."""
        said = words(name)
        barred = self.barred is not None and self.barred.search(said) is not None
        return not barred and (self.named is None or self.named.search(said) is not None)

    def believed(self, name: str, distinct: int) -> bool:
        """Whether so many distinct texts, and the name, are enough."""
        hinted = self.nature is not None and nature(name) is self.nature
        return hinted or distinct >= self.least


@cache
def candidates() -> tuple[Candidate, ...]:
    """Return all guesses but the last, a text; the first that holds is taken."""
    return (*_codes(), *_plain(), *_moments(), *_places(), *_forms())


def _coded(pattern: str, fr: str, en: str, also: pl.Expr | None = None, **more: Any) -> Candidate:
    field = {"type": "string", "constraints": {"pattern": pattern}}
    return Candidate(field=field, why=Text(fr=fr, en=en), also=also, **more)


def _codes() -> Iterator[Candidate]:
    text = pl.col("text")
    yield _coded(
        IDENTIFIERS[Nature.SIRET].pattern,
        "numéros SIRET (clé vérifiée)", "SIRET numbers (check digit verified)",
        luhn.flaw(text, luhn.SIRET).is_null(),
        least=_PROOF, nature=Nature.SIRET, barred=_MEASURES,
    )  # fmt: skip
    yield _coded(
        IDENTIFIERS[Nature.SIREN].pattern,
        "numéros SIREN (clé vérifiée)", "SIREN numbers (check digit verified)",
        luhn.flaw(text, luhn.SIREN).is_null(),
        least=_PROOF, nature=Nature.SIREN, barred=_MEASURES,
    )  # fmt: skip
    yield _coded(
        IDENTIFIERS[Nature.POSTAL].pattern, "codes postaux connus", "known postal codes",
        text.is_in(list(reference.communes_by_postal_code())),
        named=re.compile("postal|postcode|_cp_|_zip_"),
    )  # fmt: skip
    yield _coded(
        IDENTIFIERS[Nature.COMMUNE].pattern,
        "codes de communes (Insee)", "codes of communes (Insee)",
        text.is_in(list(reference.codes("communes"))), named=_COMMUNES, barred=_MEASURES,
    )  # fmt: skip
    yield _coded(
        _DEPARTMENT, "codes de départements", "codes of départements",
        text.is_in(list(reference.codes("departements"))),
        named=re.compile("_dep(t|artement)?s?_"), barred=_MEASURES,
    )  # fmt: skip
    yield _coded(
        _PHONE, "numéros de téléphone", "phone numbers",
        named=re.compile(r"_tel(ephone|ecopie)?\d*_|_phone|_mobile|_portable_|_fax_|_gsm_"),
    )  # fmt: skip
    zeros = Text(
        fr="un code : des chiffres avec un zéro devant", en="a code: digits with a zero before"
    )
    for width in range(2, 21):
        field = {"type": "string", "constraints": {"pattern": rf"^\d{{{width}}}$"}}
        yield Candidate(field=field, why=zeros, zeros=True)
        told = Text(
            fr=f"un code de {width} chiffres, d'après le nom",
            en=f"a code of {width} digits, by the name",
        )
        yield Candidate(field=field, why=told, named=_CODES if width < _LONG else _LONG_CODES)


#: How columns of codes are called; a number of many digits is one more easily.
_CODES: Final = re.compile(r"_(id|code|insee|ident\w*|ref\w*|siren|siret|uai|finess)_")
_LONG_CODES: Final = re.compile(rf"{_CODES.pattern}|_num(ero)?_|siren|siret")
_LONG: Final = 8


def _plain() -> Iterator[Candidate]:
    for yes, no in (*_WORDS, *_ANY_CASE):
        told = {"trueValues": list(yes), "falseValues": list(no)}
        why = Text(fr=f"« {yes[0]} » ou « {no[0]} »", en=f"“{yes[0]}” or “{no[0]}”")
        yield Candidate(field={"type": "boolean", **told}, why=why)
    text = pl.col("text")
    bare = ~text.str.contains(r"^[+-]?0[0-9]")
    yield Candidate(
        field={"type": "year"}, why=Text(fr="des années", en="years"), named=_YEAR,
        also=text.str.contains(r"^(1[5-9]|20)[0-9]{2}$"),
    )  # fmt: skip
    whole = Text(fr="des nombres entiers", en="whole numbers")
    yield Candidate(field={"type": "integer"}, why=whole, also=bare & text.str.len_chars().lt(16))
    number = Text(fr="des nombres", en="numbers")
    yield Candidate(
        field={"type": "number"}, why=number, also=bare & text.str.contains("^[0-9.+-]+$")
    )
    comma = Text(fr="des nombres à virgule", en="numbers with a decimal comma")
    for group in (None, " ", "\u202f", "\u00a0"):
        grouped = {"groupChar": group} if group else {}
        field = {"type": "number", "decimalChar": ",", **grouped}
        yield Candidate(field=field, why=comma, also=bare)


_YEAR: Final = re.compile("annee|year|millesime|exercice|_an_")


def _moments() -> Iterator[Candidate]:
    for kind, forms, fr, en in (
        ("date", _DAYS, "des dates", "dates"),
        ("datetime", _INSTANTS, "des dates et heures", "dates and times"),
        ("time", _TIMES, "des heures", "times"),
        ("yearmonth", ("default",), "des mois", "months"),
    ):
        for form in forms:
            shown = "" if form == "default" else f" ({form})"
            given = {} if form == "default" else {"format": form}
            why = Text(fr=f"{fr}{shown}", en=f"{en}{shown}")
            yield Candidate(field={"type": kind, **given}, why=why)


def _places() -> Iterator[Candidate]:
    for form in ("default", "array", "object"):
        given = {} if form == "default" else {"format": form}
        why = Text(fr="des positions (longitude, latitude)", en="positions (longitude, latitude)")
        yield Candidate(field={"type": "geopoint", **given}, why=why)
    yield Candidate(field={"type": "geojson"}, why=Text(fr="du GeoJSON", en="GeoJSON"))
    yield Candidate(field={"type": "object"}, why=Text(fr="des objets JSON", en="JSON objects"))
    yield Candidate(field={"type": "array"}, why=Text(fr="des listes JSON", en="JSON lists"))


def _forms() -> Iterator[Candidate]:
    for form, fr, en in (
        ("email", "des adresses électroniques", "e-mail addresses"),
        ("uuid", "des identifiants UUID", "UUIDs"),
    ):
        yield Candidate(field={"type": "string", "format": form}, why=Text(fr=fr, en=en))
    yield Candidate(
        field={"type": "string", "format": "uri"},
        why=Text(fr="des adresses web", en="web addresses"),
        also=pl.col("text").str.contains(r"^[a-z]+://"),
    )
