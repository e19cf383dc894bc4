"""Candidates for what French files hold beside codes and numbers.

Registers, names of places, amounts, dates in words or without signs, coordinates, and codes that
lost their zeros. None has a pattern that a right file breaks: where zeros are lost, texts with and
without them pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any, Final, Literal

import polars as pl

from tamis import reference
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text
from tamis.schema_infer.candidate import Candidate, coded
from tamis.values import check_digits, luhn
from tamis.values.column_names import Nature
from tamis.values.commune_names import communes_named, normalized
from tamis.values.distinct import by_distinct

_TEXT: Final = pl.col("text")
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_RFC_822: Final = (
    r"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}(:\d{2})? ([+-]\d{4}|GMT|UTC|UT|Z)$"
)
_IN_WORDS: Final = (
    r"^([Ll]undi |[Mm]ardi |[Mm]ercredi |[Jj]eudi |[Vv]endredi |[Ss]amedi |[Dd]imanche )?"
    r"(1er|\d{1,2}) ([Jj]anvier|[Ff][ée]vrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|"
    r"[Aa]o[ûu]t|[Ss]eptembre|[Oo]ctobre|[Nn]ovembre|[Dd][ée]cembre) \d{4}$"
)
#: Distinct texts that must all be known where no name says what they are.
_MANY: Final = 10
_DATED: Final = lazy_pattern(r"_date|_jour_|_maj_|_dt_|_le_$|_debut_|_fin_")


def _said(fr: str, en: str) -> Text:
    return Text(fr=fr, en=en)


def registers() -> Iterator[Candidate]:
    """Return numbers of registers whose form or check digit tells them."""
    for nature, pattern, name, words in (
        (Nature.RNA, r"^W\d[0-9A-Z]\d{7}$", "RNA", None),
        (Nature.UAI, r"^\d{7}[A-Z]$", "UAI", None),
        (Nature.FINESS, r"^(\d{2}|2[AB])\d{7}$", "FINESS", re.compile("finess")),
    ):
        flaw = by_distinct(_TEXT, partial(check_digits.flaw, nature), pl.String)
        yield coded(
            pattern, f"numéros {name}", f"{name} numbers", flaw.is_null(), name_pattern=words
        )


def lost_zeros() -> Iterator[Candidate]:
    """Return codes some of which a spreadsheet took the first zero of: texts, with a fault."""
    text = _TEXT.str.zfill(5)
    for pattern, known, fr, en, words in (
        # Those of CEDEX are in no list: they begin with the number of a département.
        (r"^\d{4,5}$", text.str.contains(r"^(?:0[1-9]|[1-8]\d|9[0-578])\d{3}$"),
         "codes postaux", "postal codes", re.compile("postal|postcode|_cp_|_zip_")),
        (r"^(\d{4,5}|2[AB]\d{3})$", text.is_in(list(reference.codes("communes"))),
         "codes de communes", "codes of communes", re.compile("insee|commune|_(com|cog|codgeo)_")),
        (r"^(\d{1,3}|2[AB])$",
         _TEXT.str.zfill(2).is_in(list(reference.codes("departements"))),
         "codes de départements", "codes of départements", re.compile("_dep(t|artement)?s?_")),
        (r"^\d{13,14}$", luhn.flaw(_TEXT.str.zfill(14), luhn.SIRET).is_null(),
         "numéros SIRET", "SIRET numbers", re.compile("siret")),
        (r"^\d{8,9}$", luhn.flaw(_TEXT.str.zfill(9), luhn.SIREN).is_null(),
         "numéros SIREN", "SIREN numbers", re.compile("siren")),
        (r"^0?[1-9]\d{8}$", pl.lit(value=True),
         "numéros de téléphone", "phone numbers", re.compile("_tel(ephone)?_|_phone_|_fax_")),
    ):  # fmt: skip
        yield coded(
            pattern,
            f"{fr} dont certains ont perdu leur zéro",
            f"{en} some of which lost their zero",
            known,
            name_pattern=words,
        )


def places() -> Iterator[Candidate]:
    """Return names of places, and codes and names of countries."""
    kinds = (
        (_is_commune, "noms de communes", "names of communes", "commune|ville|_com_|localite|city"),
        (_is_departement, "noms de départements", "names of départements", "_dep"),
        (_is_region, "noms de régions", "names of régions", "_reg"),
    )
    for is_name, fr, en, words in kinds:
        yield Candidate(
            field={"type": "string"}, why=_said(fr, en),
            further=by_distinct(_TEXT, is_name, pl.Boolean), name_pattern=re.compile(words),
        )  # fmt: skip
    for name, pattern, size in _ISO:
        fr, en = (
            f"codes de pays (ISO 3166, {size} lettres)",
            f"codes of countries (ISO 3166-{size})",
        )
        known = _TEXT.is_in(reference.shipped_list(name).implode())
        yield coded(pattern, fr, en, known, name_pattern=re.compile("pays|country|iso|nation"))
        yield coded(pattern, fr, en, known, least_distinct=_MANY)
    countries = by_distinct(_TEXT, _is_country, pl.Boolean)
    yield Candidate(
        field={"type": "string"}, why=_said("noms de pays", "names of countries"),
        further=countries, name_pattern=re.compile("pays|country|nation"),
    )  # fmt: skip


_ISO: Final[tuple[tuple[Literal["pays_iso2", "pays_iso3"], str, int], ...]] = (
    ("pays_iso2", "^[A-Z]{2}$", 2),
    ("pays_iso3", "^[A-Z]{3}$", 3),
)


def _is_commune(name: str) -> bool:
    return bool(communes_named(name))


@cache
def _names(table: Any) -> frozenset[str]:
    return frozenset(map(normalized, reference.table(table)["nom"]))


def _is_departement(name: str) -> bool:
    return normalized(name) in _names("departements")


def _is_region(name: str) -> bool:
    return normalized(name) in _names("regions")


@cache
def _countries() -> frozenset[str]:
    return frozenset(map(normalized, reference.shipped_list("pays")))


def _is_country(name: str) -> bool:
    return normalized(name) in _countries()


def moments() -> Iterator[Candidate]:
    """Return months and days by name, dates in words, of RFC 822, without signs."""
    for names, fr, en in (
        (_MONTHS, "des mois", "months"),
        (_DAYS, "des jours", "days of the week"),
    ):
        for cased in (names, [n.capitalize() for n in names], [n.upper() for n in names]):
            field = {"type": "string", "constraints": {"enum": list(cased)}}
            known = _TEXT.is_in(list(cased))
            yield Candidate(field=field, why=_said(fr, en), further=known, least_distinct=2)
    yield coded(_IN_WORDS, "des dates en toutes lettres", "dates in words")
    yield coded(_RFC_822, "des dates (RFC 822)", "dates (RFC 822)")
    compact = {"type": "date", "format": "%Y%m%d"}
    why = _said("des dates (AAAAMMJJ)", "dates (YYYYMMDD)")
    usual = _TEXT.str.contains(r"^(19|20)\d{6}$")
    yield Candidate(field=compact, why=why, further=usual, name_pattern=_DATED)
    yield Candidate(field=compact, why=why, further=usual, least_distinct=_MANY)


def amounts() -> Iterator[Candidate]:
    """Return shares in percent and amounts of money."""
    for sign, fr, en in (
        ("%", "des pourcentages", "percentages"),
        ("€", "des montants en euros", "amounts in euros"),
    ):
        for decimal in (".", ","):
            for group in ("", " ", "\u202f", "\u00a0"):
                field = {"type": "number", "bareNumber": False}
                field |= {"decimalChar": decimal} if decimal == "," else {}
                field |= {"groupChar": group} if group else {}
                whole = rf"^(?:{sign}\s?)?[+-]?\d[\d.,\s]*(?:\s?{sign})?$"
                signed = _TEXT.str.contains(whole) & _TEXT.str.contains(sign, literal=True)
                yield Candidate(field=field, why=_said(fr, en), further=signed)


def coordinates() -> Iterator[Candidate]:
    """Return longitudes and latitudes, and coordinates in Lambert-93, one or two a cell."""
    for words, most, fr, en in (
        (r"_(y_?)?lat(itude)?(_|\d)", 90, "des latitudes", "latitudes"),
        (r"_(x_?)?(long?|lng|longitude)(_|\d)", 180, "des longitudes", "longitudes"),
    ):
        for decimal in (".", ","):
            comma = {"decimalChar": ","} if decimal == "," else {}
            limits = {"minimum": -most, "maximum": most}
            degrees = _TEXT.str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False)
            yield Candidate(
                field={"type": "number", **comma, "constraints": limits}, why=_said(fr, en),
                further=degrees.is_between(-most, most), name_pattern=re.compile(words),
            )  # fmt: skip
    number = _TEXT.cast(pl.Float64, strict=False)
    for words, low, high, axis in (
        (r"_x_|coord_?x|_x\d*_|lambert_x", 0, 1_300_000, "x"),
        (r"_y_|coord_?y|_y\d*_|lambert_y", 6_000_000, 7_200_000, "y"),
    ):
        why = _said(f"des coordonnées Lambert-93 ({axis})", f"Lambert-93 coordinates ({axis})")
        # Degrees are as small: a coordinate in metres has five figures at least.
        yield Candidate(
            field={"type": "number"}, why=why, name_pattern=re.compile(words),
            further=number.is_between(max(low, 10_000), high),
        )  # fmt: skip
    parts = _TEXT.str.extract_groups(r"^(\d+(?:\.\d+)?)\s*[,; ]\s*(\d+(?:\.\d+)?)$").struct
    x, y = (parts.field(name).cast(pl.Float64, strict=False) for name in ("1", "2"))
    yield coded(
        r"^\d+(\.\d+)?\s*[,; ]\s*\d+(\.\d+)?$",
        "des positions Lambert-93 (x, y)", "Lambert-93 positions (x, y)",
        x.is_between(0, 1_300_000) & y.is_between(6_000_000, 7_200_000),
    )  # fmt: skip
