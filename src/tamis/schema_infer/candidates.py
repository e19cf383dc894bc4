"""Candidate fields for a column, each tested on every text with the kernel's own parsing.

Candidates stand in order of preference: French identifiers before numbers, since a code that looks
like a number is none. A candidate that a single text contradicts is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import polars as pl

from tamis import reference
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text
from tamis.schema_infer import french_forms
from tamis.schema_infer.candidate import Candidate, coded
from tamis.values import luhn, territories
from tamis.values.column_names import Nature
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
_COMMUNES: Final = lazy_pattern(r"insee|commune|_(com|cog|codgeo|code_geo|depcom|citycode|ville)_")
#: How columns of quantities are called: their numbers are no codes.
_MEASURES: Final = lazy_pattern(
    r"montant|population|habitant|surface|superficie|total|budget|depense|recette|_prix_|_cout|"
    r"_tarif|_nb_|nombre|effectif|quantite|longueur|distance|altitude|_somme_|_ca_|chiffre|capacite|"
    r"valeur|volume|poids|tonnage|_parts?_|taux|subvention|_jours?_|duree"
)


@cache
def candidates() -> tuple[Candidate, ...]:
    """Return all guesses but the last, a text; the first that holds is taken."""
    return (
        *french_forms.registers(),
        *french_forms.moments(),
        *_codes(),
        *french_forms.lost_zeros(),
        *_digits(),
        *french_forms.coordinates(),
        *_plain(),
        *_moments(),
        *french_forms.amounts(),
        *_places(),
        *_forms(),
        *french_forms.places(),
    )


def _codes() -> Iterator[Candidate]:
    text = pl.col("text")
    yield coded(
        IDENTIFIERS[Nature.SIRET].pattern,
        "numéros SIRET (clé vérifiée)", "SIRET numbers (check digit verified)",
        luhn.flaw(text, luhn.SIRET).is_null(),
        least_distinct=_PROOF, nature=Nature.SIRET, excluded_names=_MEASURES,
    )  # fmt: skip
    yield coded(
        IDENTIFIERS[Nature.SIREN].pattern,
        "numéros SIREN (clé vérifiée)", "SIREN numbers (check digit verified)",
        luhn.flaw(text, luhn.SIREN).is_null(),
        least_distinct=_PROOF, nature=Nature.SIREN, excluded_names=_MEASURES,
    )  # fmt: skip
    yield coded(
        IDENTIFIERS[Nature.POSTAL].pattern, "codes postaux connus", "known postal codes",
        text.is_in(list(reference.communes_by_postal_code())),
        name_pattern=re.compile("postal|postcode|_cp_|_zip_"),
    )  # fmt: skip
    yield coded(
        IDENTIFIERS[Nature.COMMUNE].pattern,
        "codes de communes (Insee)", "codes of communes (Insee)",
        text.is_in(list(reference.codes("communes"))),
        name_pattern=_COMMUNES, excluded_names=_MEASURES,
    )  # fmt: skip
    yield coded(
        _DEPARTMENT, "codes de départements", "codes of départements",
        text.is_in(list(reference.codes("departements"))),
        name_pattern=re.compile("_dep(t|artement)?s?_"), excluded_names=_MEASURES,
    )  # fmt: skip
    yield coded(
        _PHONE, "numéros de téléphone", "phone numbers",
        name_pattern=re.compile(r"_tel(ephone|ecopie)?\d*_|_phone|_mobile|_portable_|_fax_|_gsm_"),
    )  # fmt: skip
    yield coded(
        IDENTIFIERS[Nature.POSTAL].pattern, "codes postaux", "postal codes",
        text.str.contains("^(?:0[1-9]|[1-8][0-9]|9[0-578])"),
        name_pattern=re.compile("postal|postcode|_cp_|_zip_"),
    )  # fmt: skip


def _digits() -> Iterator[Candidate]:
    zeros = Text(
        fr="un code : des chiffres avec un zéro devant", en="a code: digits with a leading zero"
    )
    for width in range(2, 21):
        field = {"type": "string", "constraints": {"pattern": rf"^\d{{{width}}}$"}}
        yield Candidate(field=field, why=zeros, zeros=True)
        reason = Text(
            fr=f"un code de {width} chiffres, d'après le nom",
            en=f"a code of {width} digits, by the name",
        )
        yield Candidate(
            field=field, why=reason, name_pattern=_CODES if width < _LONG else _LONG_CODES
        )


#: How columns of codes are called; a number of many digits is one more easily.
_CODES: Final = lazy_pattern(r"_(id|code|insee|ident\w*|ref\w*|siren|siret|uai|finess)_")
_LONG_CODES: Final = lazy_pattern(rf"{_CODES.pattern}|_num(ero)?_|siren|siret")
_LONG: Final = 8


def _plain() -> Iterator[Candidate]:
    for yes, no in (*_WORDS, *_ANY_CASE):
        words_of_field = {"trueValues": list(yes), "falseValues": list(no)}
        reason = Text(fr=f"« {yes[0]} » ou « {no[0]} »", en=f"“{yes[0]}” or “{no[0]}”")
        yield Candidate(field={"type": "boolean", **words_of_field}, why=reason)
    text = pl.col("text")
    bare = ~text.str.contains(r"^[+-]?0[0-9]")
    yield Candidate(
        field={"type": "year"}, why=Text(fr="des années", en="years"), name_pattern=_YEAR,
        further=text.str.contains(r"^(1[5-9]|20)[0-9]{2}$"),
    )  # fmt: skip
    whole = Text(fr="des nombres entiers", en="whole numbers")
    yield Candidate(
        field={"type": "integer"}, why=whole, further=bare & text.str.len_chars().lt(16)
    )
    number = Text(fr="des nombres", en="numbers")
    yield Candidate(
        field={"type": "number"}, why=number, further=bare & text.str.contains("^[0-9.+-]+$")
    )
    comma = Text(fr="des nombres à virgule", en="numbers with a decimal comma")
    for group in (None, " ", "\u202f", "\u00a0"):
        grouped = {"groupChar": group} if group else {}
        field = {"type": "number", "decimalChar": ",", **grouped}
        yield Candidate(field=field, why=comma, further=bare)


_YEAR: Final = lazy_pattern("annee|year|millesime|exercice|_an_")


def _moments() -> Iterator[Candidate]:
    for kind, forms, fr, en in (
        ("date", _DAYS, "des dates", "dates"),
        ("datetime", _INSTANTS, "des dates et heures", "dates and times"),
        ("time", _TIMES, "des heures", "times"),
        ("yearmonth", ("default",), "des mois", "months"),
    ):
        for form in forms:
            shown = "" if form == "default" else f" ({form})"
            stated = {} if form == "default" else {"format": form}
            why = Text(fr=f"{fr}{shown}", en=f"{en}{shown}")
            yield Candidate(field={"type": kind, **stated}, why=why)


#: A position that many portals write: the latitude before the longitude.
_LATITUDE_FIRST: Final = r"^-?\d{1,2}\.\d+\s*,\s*-?\d{1,3}\.\d+$"


def _places() -> Iterator[Candidate]:
    numbers = pl.col("text").str.split_exact(",", 1).struct
    lat, lon = (
        numbers.field(name).str.strip_chars().cast(pl.Float64, strict=False)
        for name in ("field_0", "field_1")
    )
    # A geopoint has the longitude first (Table Schema): these are texts, in France as they stand.
    yield coded(
        _LATITUDE_FIRST, "des positions (latitude, longitude)", "positions (latitude, longitude)",
        territories.relation(lon, lat) == territories.THERE,
    )  # fmt: skip
    for form in ("default", "array", "object"):
        stated = {} if form == "default" else {"format": form}
        why = Text(fr="des positions (longitude, latitude)", en="positions (longitude, latitude)")
        yield Candidate(field={"type": "geopoint", **stated}, why=why)
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
        further=pl.col("text").str.contains(r"^[a-z]+://"),
    )
