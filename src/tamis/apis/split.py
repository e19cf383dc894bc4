"""A question beyond the ceiling of an API, asked in parts below it, and their account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TextIO

import polars as pl

from tamis import reference
from tamis.apis.harvest import Harvested, Pages
from tamis.apis.pages import PageState, SeenRecords
from tamis.apis.request import FetchOptions, unwritten_origin
from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient
from tamis.writers.swap import beside

#: Values of parameters that are a short list (INSEE: NAF sections, sizes, states, categories).
_LISTS: Final[Mapping[str, Sequence[str]]] = {
    "section_activite_principale": tuple("ABCDEFGHIJKLMNOPQRSTU"),
    "etat_administratif": ("A", "F"),
    "categorie_entreprise": ("PME", "ETI", "GE"),
    "tranche_effectif_salarie": (
        "NN", "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52",
        "53",
    ),
}  # fmt: skip
#: Values of parameters that the official geographic code lists, the longest way down last.
_PLACES: Final = ("region", "departement", "code_departement", "code_postal", "code_commune")
#: How many parts are named in a note.
_NAMED: Final = 5


def split_fields(text: str, options: FetchOptions) -> tuple[str, ...]:
    """Return the parameters that parts are made by.

    Raises:
        UsageError: one of them is no parameter whose values are known.
    """
    fields = tuple(name.strip() for name in text.split(",") if name.strip())
    known = [name for name in (*_PLACES, *_LISTS) if name in options.operation.parameters]
    given = {name for name, _ in options.params}
    for name in fields:
        if name not in known or name in given:
            raise UsageError(
                Text(
                    fr=f"« {name} » ne partage pas cette question en parties connues.",
                    en=f"“{name}” does not split this question into known parts.",
                ),
                Text(fr=f"--split : {', '.join(known)}.", en=f"--split: {', '.join(known)}."),
            )
    if not options.operation.paging or not options.operation.paging.cut:
        raise UsageError(
            Text(
                fr="Cette opération n'a pas de plafond : --all suffit.",
                en="This operation has no ceiling: --all is enough.",
            )
        )
    return fields


def harvest_in_parts(
    options: FetchOptions,
    client: ApiClient,
    fields: Sequence[str],
    progress: Callable[[int], None] | None,
) -> Harvested:
    """Ask a question whole where it is below the ceiling, else in parts, and theirs likewise.

    Each record is written once. The sum of the parts is compared with the whole.

    Raises:
        SourceError: a page of a part cannot be had, or is none.
    """
    with (
        beside(options.output, origin=unwritten_origin(options)) as part,
        part.open("w", encoding="utf-8", newline="\n") as lines,
    ):
        harvest = _PartedHarvest(client, lines, progress)
        total = harvest.take(options, fields)
    return harvest.account(total, options)


class _PartedHarvest:
    """The parts of one question, and what they come to."""

    def __init__(
        self, client: ApiClient, lines: TextIO, progress: Callable[[int], None] | None
    ) -> None:
        self._client, self._lines, self._progress = client, lines, progress
        self._seen = SeenRecords()
        self._records = self._pages = self._sum = 0
        self._lacking: list[str] = []
        self._notes: list[Text] = []

    def take(self, options: FetchOptions, fields: Sequence[str]) -> int:
        """Take what a question gives; return how many records the API announces for it."""
        paging = options.operation.paging
        pages = Pages(options, self._client, PageState())
        has_page = pages.next()
        total = pages.state.total
        if fields and paging is not None and total >= paging.cut:
            self._pages += 1
            name = fields[0]
            for value in values_of(name, dict(options.params)):
                narrower = replace(options, params=(*options.params, (name, value)))
                self.take(narrower, fields[1:])
            return total
        while has_page:
            self._write(pages.texts)
            if pages.is_over:
                break
            has_page = pages.next()
        harvested = pages.harvested()
        self._pages += harvested.pages
        self._sum += max(total, harvested.records)
        if harvested.cut:
            shown = "&".join(f"{name}={value}" for name, value in options.params)
            self._lacking.append("" if options.api.restricted else shown)
        return total

    def _write(self, texts: Sequence[str]) -> None:
        for text in texts:
            if self._seen.take([text]):
                self._lines.write(f"{text}\n")
                self._records += 1
        if self._progress is not None:
            self._progress(self._records)

    def account(self, total: int, options: FetchOptions) -> Harvested:
        """Return what the parts gave, balanced against the whole."""
        paging = options.operation.paging
        ceiling = paging.cut if paging is not None else 0
        is_exact = 0 <= total != ceiling
        notes = list(self._notes)
        if self._lacking:
            named = ", ".join(self._lacking[:_NAMED])
            notes.append(Text(
                fr=f"{len(self._lacking)} parties restent au plafond de l'API ou incomplètes : "
                f"{named}. Partagez-les encore.",
                en=f"{len(self._lacking)} parts are still cut or incomplete: {named}. Split them "
                "further.",
            ))  # fmt: skip
        if self._seen.repeated:
            notes.append(Text(
                fr=f"{self._seen.repeated} enregistrements sont dans plusieurs parties : écrits "
                "une fois.",
                en=f"{self._seen.repeated} records are in several parts: written once.",
            ))  # fmt: skip
        if total == ceiling:
            notes.append(Text(
                fr=f"L'API n'annonce pas de total au-delà de {ceiling} : les parties en annoncent "
                f"{self._sum}, et ce qui n'est dans aucune n'est pas compté.",
                en=f"The API announces no total beyond {ceiling}: the parts announce {self._sum}, "
                "and what is in none of them is not counted.",
            ))  # fmt: skip
        if is_exact and self._records != total:
            notes.append(Text(
                fr=f"Compte : {self._records} enregistrements pour {total} annoncés "
                f"(somme des parties : {self._sum}).",
                en=f"Account: {self._records} records for {total} announced "
                f"(sum of the parts: {self._sum}).",
            ))  # fmt: skip
        return Harvested(
            records=self._records,
            total=total if is_exact else self._sum,
            pages=self._pages,
            cut=bool(self._lacking) or (is_exact and self._records < total),
            repeated=self._seen.repeated,
            notes=tuple(notes),
        )


def values_of(name: str, params: Mapping[str, str]) -> Iterator[str]:
    """Return the values of a parameter, those of the place that other parameters name already."""
    if name in _LISTS:
        yield from _LISTS[name]
        return
    region = params.get("region", "")
    department = params.get("departement", params.get("code_departement", ""))
    if name == "region":
        yield from reference.table("regions").get_column("code")
        return
    if name in {"departement", "code_departement"}:
        departments = reference.table("departements")
        if region:
            departments = departments.filter(pl.col("region") == region)
        yield from departments.get_column("code")
        return
    yield from _communes(name, region, department, params.get("code_postal", ""))


def _communes(name: str, region: str, department: str, postal: str) -> Iterator[str]:
    communes = reference.communes(reference.ACTUELLE, reference.ARRONDISSEMENT)
    for column, value in (("region", region), ("departement", department)):
        if value:
            communes = communes.filter(pl.col(column) == value)
    codes = set(communes.get_column("code"))
    served = reference.communes_by_postal_code()
    if name == "code_commune":
        yield from sorted(codes & set(served.get(postal, ())) if postal else codes)
        return
    yield from sorted(code for code, places in served.items() if codes & set(places))
