"""What the name of a column says of its values."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern


class Nature(Enum):
    """What texts of a column stand for, beyond their type."""

    COMMUNE = "commune"
    POSTAL = "postal"
    DEPARTEMENT = "departement"
    REGION = "region"
    SIREN = "siren"
    SIRET = "siret"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HOURS = "hours"
    POSITION = "position"
    RNA = "rna"
    UAI = "uai"
    FINESS = "finess"
    IBAN = "iban"
    EPCI = "epci"
    COMMUNE_NAME = "commune_name"
    DEPARTEMENT_NAME = "departement_name"
    REGION_NAME = "region_name"
    COUNTRY = "country"
    ADDRESS = "address"
    BEGIN = "begin"
    END = "end"
    EVSE = "evse"
    EVSE_STATION = "evse_station"


@dataclass(frozen=True, slots=True, kw_only=True)
class NatureSigns:
    """What tells a nature (see ``natures.toml``).

    Attributes:
        words: what the words of a name have.
        checks: the custom checks that say it.
        formats: the formats of texts that say it.
        types: the types that a field of that nature may have.
        repairs: whether repairs go by the name alone.
    """

    nature: Nature
    words: re.Pattern[str]
    checks: frozenset[str]
    formats: frozenset[str]
    types: frozenset[str]
    repairs: bool


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("natures.toml")
    table: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table


@cache
def nature_signs() -> tuple[NatureSigns, ...]:
    """Return what tells each nature, in the order in which they are tried."""
    return tuple(
        NatureSigns(
            nature=Nature(entry["name"]),
            words=re.compile(entry["words"]),
            checks=frozenset(entry.get("checks", ())),
            formats=frozenset(entry.get("formats", ())),
            types=frozenset(entry.get("types", ("string", "any"))),
            repairs=entry.get("repairs", True),
        )
        for entry in _table()["nature"]
    )


#: Names of columns that hold a person, or lead to one.
_PERSON: Final = lazy_pattern(
    r"_(prenom|nom_(usage|famille|naissance|marital|patronymique|jeune_fille|complet)|civilite)s?_"
    r"|^_nom_$|_nom_et_prenom|_(date|lieu|pays|commune|departement|ville)_(de_)?naissance|_nee?_le_"
    r"|_(contact|responsable|referente?|elue?|agente?|gerante?|presidente?|directeur|directrice|"
    r"maire|beneficiaire|demandeur|demandeuse|signataire|declarante?|interlocuteur|interlocutrice|"
    r"proprietaire|titulaire|gardien|gardienne|representante?|conseillere?|auteur|autrice|"
    r"allocataire|salariee?|patiente?|tutrice|tuteur)s?_"
    r"|_(telephone|tel|fax|telecopie|portable|mobile|gsm|mel)\d*_|_(phone|e?mail|courriel)"
    r"|_(nir|numero_(de_)?securite_sociale|iban|rib|signature)_"
)


#: What a code stands for is public.
_CODES: Final = frozenset(
    {
        Nature.COMMUNE, Nature.POSTAL, Nature.DEPARTEMENT, Nature.REGION, Nature.SIREN,
        Nature.SIRET,
    }
)  # fmt: skip


@cache
def words(name: str) -> str:
    """Return the words of a name, in lower case without accents, between underscores.

    >>> words("Code INSEE (commune)"), words("dateNaissance")
    ('_code_insee_commune_', '_date_naissance_')
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return f"_{re.sub('[^a-z0-9]+', '_', bare).strip('_')}_"


@cache
def nature(name: str) -> Nature | None:
    """Return what a column of that name holds, None where the name does not say.

    >>> nature("Code postal"), nature("population")
    (<Nature.POSTAL: 'postal'>, None)
    """
    name_words = words(name)
    signs = (signs for signs in nature_signs() if signs.repairs)
    return next((signs.nature for signs in signs if signs.words.search(name_words)), None)


def is_elsewhere(name: str) -> bool:
    """Whether a column of that name is about another place than that of its row.

    >>> is_elsewhere("code_insee_ancienne_commune"), is_elsewhere("code_insee")
    (True, False)
    """
    return re.search(_table()["elsewhere"], words(name)) is not None


def is_personal(name: str) -> bool:
    """Whether a column of that name may hold a person, or what leads to one.

    Codes that are published, such as the SIREN of who declares, are no such thing.

    >>> is_personal("Responsable"), is_personal("tel mairie"), is_personal("nom_station")
    (True, True, False)
    """
    return nature(name) not in _CODES and _PERSON.search(words(name)) is not None
