"""What templates are given: sentences and figures of the moment, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tamis.loading import catalogue
from tamis.loading.catalogue import Entry
from tamis.loading.search import search
from tamis.model.rule import Severity
from tamis.model.text import Text, current_lang
from tamis.model.verdict import Verdict
from tamis.model.version import VERSION
from tamis.render import sentences
from tamis.render.terminal import escaped
from tamis.render.words import colon, counted, number
from tamis.serve import workspace as work
from tamis.serve.options import ServeOptions
from tamis.serve.position_map import position_map
from tamis.serve.repair_views import repair_groups, sentence
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload

#: Rows of a page; columns that say which row it is.
PAGE: Final = 50
_NAMING: Final = 2
#: Schemas that a search shows.
_FOUND: Final = 20


class Pages:
    """Pages out of templates.

    Args:
        options: what the caller of ``tamis serve`` chose.
    """

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )

    def page(self, template: str, here: str = "", **values: Any) -> str:
        """Return a page; `here` is its own address."""
        return self._environment.get_template(template).render(
            t=sentence,
            number=number,
            colon=colon(),
            lang=current_lang(),
            base=self._options.base_path,
            here=here or f"{self._options.base_path}/",
            public=self._options.public,
            serves_rows=self._options.rows is not None,
            kept=kept_for(self._options.keep),
            version=VERSION,
            verdict=_verdict,
            counts=_counts,
            weights={weight.word: sentences.WEIGHTS[weight] for weight in sentences.WEIGHTS},
            **values,
        )


def kept_for(seconds: float) -> str:
    """Return how long files are kept, in words."""
    minutes = max(1, round(seconds / 60))
    if minutes % 60:
        return counted(minutes, "minute", "minutes", "minute", "minutes")
    return counted(minutes // 60, "heure", "heures", "hour", "hours")


def verdict_line(content: Mapping[str, Any]) -> str:
    """Return a verdict as a line."""
    return f"{_verdict(content)}{colon()}{_counts(content)}"


def weight(word: str) -> Text:
    """Return what a severity is called."""
    return sentences.WEIGHTS[Severity.named(word)]


def _as_verdict(content: Mapping[str, Any]) -> Verdict:
    return Verdict(errors=content["errors"], warnings=content["warnings"])


def _verdict(content: Mapping[str, Any]) -> Text:
    return sentences.VALID if content["valid"] else sentences.INVALID


def _counts(content: Mapping[str, Any]) -> str:
    return sentences.counts(_as_verdict(content))


def tabular_entries() -> list[Entry]:
    """Return the schemas of tables in the catalogue, by title."""
    entries = [entry for entry in catalogue.entries().values() if entry.kind == "tableschema"]
    return sorted(entries, key=lambda entry: (entry.title or entry.name).casefold())


def matching(words: str) -> list[dict[str, str]]:
    """Return the schemas that answer to some words, each latest version, then the others."""
    found = search(words, catalogue.entries().values()) if words.strip() else []
    listed: list[dict[str, str]] = []
    for entry in [entry for entry in found if entry.kind != "other"][:_FOUND]:
        older = [version for version in reversed(list(entry.versions)) if version != entry.latest]
        shown = (entry.latest, *(older if len(found) == 1 else older[:3]))
        listed += [
            {"name": entry.name, "title": entry.title, "value": f"{entry.name}@{version}"}
            for version in shown
        ]
    return listed


def newer_version(name: str, version: str) -> str:
    """Return the latest version of a schema where it is later than `version`; else ""."""
    entry = catalogue.entries().get(name)
    if entry is None or not version or entry.latest == version:
        return ""
    return entry.latest if catalogue.semver(entry.latest) > catalogue.semver(version) else ""


def file_values(
    upload: Upload, state: State, *, page: int, warnings: bool, words: str
) -> dict[str, Any]:
    """Return what the page of a file shows."""
    facts = work.facts_of(upload, state) or {}
    result = work.result_of(upload, state)
    likely, schema = facts["likely"], facts["schema"]
    certainty = facts["certainty"]
    parts = (upload.report_folder(state) / work.PARTS).read_text(encoding="utf-8")
    values: dict[str, Any] = {
        "token": upload.token,
        "name": escaped(state.shown_name),
        "typed": bool(state.columns),
        "siblings": len(state.siblings) > 1,
        "schema": schema,
        "certainty": None if certainty is None else f"{100 * certainty:.0f}",
        "likely": f"{likely['name']} {likely['version']}" if likely else "",
        "newer": newer_version(schema["name"], schema["version"]),
        "sheets": facts["sheets"],
        "restricted": facts["restricted"],
        "tabular": facts["tabular"],
        "before": facts["before"],
        "after": result.get("after"),
        "needs": result.get("needs"),
        "repairs": repair_groups(result.get("repairs", ()), state),
        "whole": result.get("whole", ()),
        "can_undo": state.position > 0,
        "can_redo": state.position < len(state.steps),
        "removed": state.edits()["removed"],
        "parts": Markup(parts),  # noqa: S704 written by `tamis.render`, which escapes
        "words": words,
        "results": matching(words),
        "error": None,
    }
    return values | row_values(upload, state, page=page, warnings=warnings)


def row_values(upload: Upload, state: State, *, page: int, warnings: bool) -> dict[str, Any]:
    """Return what a page of the table of faulty rows shows."""
    total, _ = work.faulty_rows(upload, state, first=0, most=0, warnings=warnings)
    page = min(page, max(1, -(-total // PAGE)))  # the last rows of the last page may be right now
    _, rows = work.faulty_rows(upload, state, first=(page - 1) * PAGE, most=PAGE, warnings=warnings)
    with_warnings = (
        total if warnings else work.faulty_rows(upload, state, first=0, most=0, warnings=True)[0]
    )
    columns = _columns(upload, state)
    concerned = {finding["column"] for row in rows for finding in row["findings"]}
    shown = [
        column for column in columns if column["number"] in concerned or column["number"] <= _NAMING
    ]
    return {
        "sheet": work.sheet_of(upload, state),
        "rows": [_row(row, columns, shown, concerned) for row in rows],
        "shown": shown,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "warnings": warnings,
        "warnings_only": not warnings and with_warnings > 0,
        "more": "&warnings=1" if warnings else "",
        "total_line": counted(
            total, "ligne à corriger", "lignes à corriger", "row to correct", "rows to correct"
        ),
    }


def whole_row(upload: Upload, state: State, row: int) -> dict[str, Any] | None:
    """Return what the page of one row shows."""
    found = work.row_of(upload, state, row)
    if found is None:
        return None
    columns = _columns(upload, state)
    every = {column["number"] for column in columns}
    return {
        "token": upload.token,
        "name": escaped(state.shown_name),
        "typed": bool(state.columns),
        "sheet": work.sheet_of(upload, state),
        "shown": columns,
        "row": _row(found, columns, columns, every),
        "map": position_map(columns, found["cells"]),
    }


def _columns(upload: Upload, state: State) -> list[dict[str, Any]]:
    columns = work.columns_of(upload, state)
    return [{"number": number, **column} for number, column in enumerate(columns, start=1)]


def _row(
    row: dict[str, Any],
    columns: Sequence[Mapping[str, Any]],
    shown: Sequence[Mapping[str, Any]],
    editable: set[int],
) -> dict[str, Any]:
    worst: dict[int, Severity] = {}
    for finding in row["findings"]:
        severity = Severity.named(finding["severity"])
        column = finding["column"]
        worst[column] = max(severity, worst.get(column, severity))
        finding["field"] = columns[column - 1]["label"] if 0 < column <= len(columns) else ""
    cells = [
        {
            "text": row["cells"][column["number"] - 1],
            "edit": column["number"] in editable,
            "severity": worst[column["number"]].word if column["number"] in worst else "",
        }
        for column in shown
    ]
    return {**row, "shown": cells}
