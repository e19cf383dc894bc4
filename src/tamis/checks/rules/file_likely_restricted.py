"""The columns are those of data on persons, such as restricted APIs answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tamis.checks import listed
from tamis.checks.contract import Defect, header_rule
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header
from tamis.values.column_names import words

RULE = Rule(
    code="file.likely-restricted",
    severity=Severity.WARNING,
    title=Text(
        fr="Fichier qui ressemble à des données personnelles",
        en="File that looks like personal data",
    ),
    message=Text(
        fr="Ces champs sont ceux de données personnelles ou à accès restreint : {names}.",
        en="These fields are typical of personal or restricted data: {names}.",
    ),
    why=Text(
        fr="Des données fiscales, sociales ou d'état civil ne se publient pas : les diffuser "
        "engage la responsabilité de celui qui le fait, même par erreur.",
        en="Data on taxes, benefits or civil status must not be published: whoever releases them "
        "is liable, even by mistake.",
    ),
    repair=Text(
        fr="Vérifiez que ceci peut être diffusé : {names}. Sinon, retirez ces champs, ou gardez à "
        "côté du fichier ce qui dit qu'il est restreint (FICHIER.tamis.json).",
        en="Check that this may be published: {names}. Otherwise remove these fields, or keep "
        "beside the file what says that it is restricted (FILE.tamis.json).",
    ),
)

#: What names must amount to, each kind counted once. One kind is never enough, but for numbers
#: that stand for one person: open files have birth dates of the elected, or a reference income
#: by commune.
_ENOUGH: Final = 4
#: Kinds of names and their weight. A name is words between underscores, without accents.
_KINDS: Final = tuple(
    (weight, lazy_pattern(rf"(?:data_)?(?:{pattern})"))
    for weight, pattern in (
        (4, r"(n|no|num|numero|identifiant)_?fiscal(_?dec(larant)?_?[12])?"),
        (4, r"spi_?dec(larant)?_?[12]|(num|numero|n)_?spi|identifiant_spi"),
        (4, r"(n|no|num|numero)_?(de_)?secu(rite_sociale)?|(n|no|num|numero)_?nir"),
        (4, r"nir_(de_)?(l_|la_|du_)?(assure|allocataire|beneficiaire|demandeur|salarie|agent)e?"),
        (4, r"(n|no|num|numero|matricule)_?(d_)?allocataire"),
        (3, r"spi"),
        (3, r"nir"),
        (3, r"(situations?_ir_)?(rfr|revenu_?fiscal(_de)?_reference)"),
        (3, r"(situations?_ir_)?(nb|nombre)_?(de_)?parts?(_?fiscales?)?"),
        (
            3,
            r"(situations?_ir_)?(sit_?fam|revenu_?brut_?global|rev(enu)?_?imposable|mont_?tot_?ir)",
        ),
        (3, r"quotient_?familial(_valeur)?"),
        (2, r"allocataires?"),
        (2, r"(\w+_)?(date|dat|jour_date|lieu|pays)_?(de_)?(naiss?|naissance)(_?dec_?[12])?"),
        (2, r"(\w+_)?(nom|nm)_?(de_)?(naiss?|nai|naissance)(_?dec_?[12])?|nom_(de_)?jeune_fille"),
        (1, r"(\w+_)?(prenoms?|prnm)(_?dec_?[12])?|given_name|civilite|nom_usage"),
    )
)


def telling(names: Iterable[str]) -> list[str]:
    """Return the names that, together, tell data on persons; none where they do not.

    >>> telling(["nom", "prenom", "date_naissance"])
    []
    >>> telling(["nomNaissance", "Date de naissance", "commune"])
    ['nomNaissance', 'Date de naissance']
    """
    words_by_name = {name: words(name).strip("_") for name in names}
    weight, telling = 0, dict[str, None]()
    for counts, pattern in _KINDS:
        alike = [name for name, words in words_by_name.items() if pattern.fullmatch(words)]
        weight += counts if alike else 0
        telling |= dict.fromkeys(alike)
    return [name for name in words_by_name if name in telling] if weight >= _ENOUGH else []


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for labels that stand for what is known of persons."""
    if names := telling(header.labels):
        yield Defect(params={"names": listed(names)})
