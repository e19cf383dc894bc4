"""What the name of a column says of its values."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache
from typing import Final


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


#: Names that say it: the words of a name, between underscores.
_NATURES: Final = (
    (Nature.SIRET, r"siret"),
    (Nature.SIREN, r"siren"),
    (Nature.POSTAL, r"_(code_?)?(postal|postaux|cp)_"),
    (Nature.COMMUNE, r"_insee_|_code_?insee|_cog_|_code_com(mune)?_|_com(mune)?_code_"),
    (Nature.DEPARTEMENT, r"_(code|num|numero)_?dep(artement|t)?_|_dep(artement|t)?_(code|num)_"),
    (Nature.REGION, r"_(code|num|numero)_?reg(ion)?_|_reg(ion)?_(code|num)_"),
    (Nature.PHONE, r"_tel(ephone)?\d?_|_phone|_mobile_|_portable_"),
    (Nature.EMAIL, r"_e?mail|_courriel|_mel_"),
    (Nature.URL, r"_url|_site(_web|_internet)?_|_lien_|_web_"),
    (Nature.HOURS, r"_horaires?_|_opening_hours_"),
)
#: Names of columns that hold a person, or lead to one.
_PERSON: Final = re.compile(
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


def nature(name: str) -> Nature | None:
    """Return what a column of that name holds, None where the name does not say.

    >>> nature("Code postal"), nature("population")
    (<Nature.POSTAL: 'postal'>, None)
    """
    name_words = words(name)
    return next((kind for kind, shape in _NATURES if re.search(shape, name_words)), None)


def is_personal(name: str) -> bool:
    """Whether a column of that name may hold a person, or what leads to one.

    Codes that are published, such as the SIREN of who declares, are no such thing.

    >>> is_personal("Responsable"), is_personal("tel mairie"), is_personal("nom_station")
    (True, True, False)
    """
    return nature(name) not in _CODES and _PERSON.search(words(name)) is not None
