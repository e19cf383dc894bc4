"""A question beyond the ceiling of an API, asked in parts below it, and their account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TextIO

import polars as pl

from tamis import reference
from tamis.apis.harvest import Pages
from tamis.apis.harvested import Harvested
from tamis.apis.pages import PageState, SeenRecords, open_part, question_mark, written_texts
from tamis.apis.part_state import PartState
from tamis.apis.request import FetchOptions
from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient

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
    state = PartState.load(options) if options.resume else PartState()
    begun = PageState(page=2 if state.done else 1)
    with open_part(options, begun) as lines:
        harvest = _PartedHarvest(client, lines, progress, options, state)
        try:
            total = harvest.take(options, fields)
        except (SourceError, RefusedError) as error:
            raise harvest.interrupted(error) from error
    return harvest.account(total, options)


class _PartedHarvest:
    """The parts of one question, and what they come to."""

    def __init__(
        self,
        client: ApiClient,
        lines: TextIO,
        progress: Callable[[int], None] | None,
        whole: FetchOptions,
        state: PartState,
    ) -> None:
        self._client, self._lines, self._progress = client, lines, progress
        self._whole, self._state = whole, state
        self._seen = SeenRecords()
        if state.done:
            self._seen.take(written_texts(whole))
        self._seen.repeated = state.repeated

    def take(self, options: FetchOptions, fields: Sequence[str]) -> int:
        """Take what a question gives; return how many records the API announces for it."""
        mark = question_mark(options)
        if mark in self._state.done:
            return -1
        paging = options.operation.paging
        pages = Pages(options, self._client, PageState())
        has_page = pages.next()
        total = pages.state.total
        if fields and paging is not None and total >= paging.cut:
            self._state.pages += 1
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
        self._state.pages += harvested.pages
        self._state.sum += max(total, harvested.records)
        if harvested.cut:
            shown = "&".join(f"{name}={value}" for name, value in options.params)
            self._state.lacking.append("" if options.api.restricted else shown)
        self._state.done.append(mark)
        self._state.repeated = self._seen.repeated
        self._state.save(self._whole, self._lines)
        return total

    def interrupted(self, error: SourceError | RefusedError) -> SourceError | RefusedError:
        """Return an error that says, too, how many parts are kept and how to go on."""
        done = len(self._state.done)
        if not done or self._whole.api.restricted or isinstance(error, UsageError):
            return error
        hint = error.hint or Text(fr="", en="")
        return type(error)(
            error.text,
            Text(
                fr=f"{hint.fr} {done} parties sont gardées : la même commande avec --resume "
                "reprend là.".strip(),
                en=f"{hint.en} {done} parts are kept: the same command with --resume goes on "
                "there.".strip(),
            ),
        )

    def _write(self, texts: Sequence[str]) -> None:
        for text in texts:
            if self._seen.take([text]):
                self._lines.write(f"{text}\n")
                self._state.records += 1
        if self._progress is not None:
            self._progress(self._state.records)

    def account(self, total: int, options: FetchOptions) -> Harvested:
        """Return what the parts gave, balanced against the whole."""
        paging, state = options.operation.paging, self._state
        ceiling = paging.cut if paging is not None else 0
        is_exact = 0 <= total != ceiling
        notes: list[Text] = []
        if state.lacking:
            named = ", ".join(state.lacking[:_NAMED])
            notes.append(Text(
                fr=f"{len(state.lacking)} parties restent au plafond de l'API ou incomplètes : "
                f"{named}. Partagez-les encore.",
                en=f"{len(state.lacking)} parts are still cut or incomplete: {named}. Split them "
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
                f"{state.sum}, et ce qui n'est dans aucune n'est pas compté.",
                en=f"The API announces no total beyond {ceiling}: the parts announce {state.sum}, "
                "and what is in none of them is not counted.",
            ))  # fmt: skip
        if is_exact and state.records != total:
            notes.append(Text(
                fr=f"Compte : {state.records} enregistrements pour {total} annoncés "
                f"(somme des parties : {state.sum}).",
                en=f"Account: {state.records} records for {total} announced "
                f"(sum of the parts: {state.sum}).",
            ))  # fmt: skip
        return Harvested(
            records=state.records,
            total=total if is_exact else state.sum,
            pages=state.pages,
            cut=bool(state.lacking) or (is_exact and state.records < total),
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
