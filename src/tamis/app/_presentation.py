"""How results are shown in notebooks, turned into frames and saved."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.repair_plan import RepairPlan
from tamis.model.report import Report
from tamis.model.schema import Schema
from tamis.model.text import Text

if TYPE_CHECKING:
    import polars as pl

    from tamis.writers.corrected import Normalized

#: Columns of the frame of findings that hold numbers.
_NUMBERS: Final = frozenset({"row", "line", "column"})


class Shown:
    """The presentation of the public calls (see `tamis.model.presentation`)."""

    def html(self, subject: Report | RepairPlan | Schema) -> str:
        """Return a report, a schema or a plan of repairs as HTML for a notebook."""
        from tamis.render import notebook

        if isinstance(subject, Report):
            return notebook.report_html(subject)
        if isinstance(subject, RepairPlan):
            return notebook.repairs_html(subject)
        from tamis.schema_docs.describe import describe
        from tamis.schema_docs.html import fragment

        return fragment(describe(subject), notebook.MOST)

    def frame(self, subject: Report | Normalized) -> pl.DataFrame:
        """Return the findings of a report, a row each; of what was corrected, its rows."""
        if not isinstance(subject, Report):
            return _corrected_rows(subject)
        import polars as pl

        from tamis.render.finding_table import LABELS, finding_cells

        rows = (finding_cells(finding, subject.source) for finding in subject.findings)
        columns = LABELS[1:]  # the path is that of the report
        types = {name: pl.Int64 if name in _NUMBERS else pl.String for name in columns}
        return pl.DataFrame([cells[1:] for cells in rows], schema=types, orient="row")

    def json(self, subject: Report) -> str:
        """Return a report as JSON (see schemas/report.json)."""
        from tamis import render

        out = io.StringIO()
        render.form("json").write([subject], out, render.Style())
        return out.getvalue()

    def save(self, subject: Report, path: str | Path) -> None:
        """Write a report to a file, in the form that its name means.

        Raises:
            UsageError: no form ends so.
        """
        from tamis import render
        from tamis.writers.swap import beside

        path = Path(path)
        name = render.form_of(path)
        if not name:
            endings = ", ".join(render.endings())
            raise UsageError(
                Text(
                    fr=f"« {path} » : aucune forme de rapport n'a l'extension « {path.suffix} ».",
                    en=f"“{path}”: no form of report has the extension “{path.suffix}”.",
                ),
                Text(fr=f"Utilisez {endings}.", en=f"Use one of {endings}."),
            )
        form, style = render.form(name), render.Style(path=path)
        subject = _with_records(subject) if form.keeps else subject
        with beside(path) as part:
            if form.binary:
                with part.open("wb") as out:
                    form.write([subject], out, style)
            else:
                with part.open("w", encoding="utf-8", newline="") as text:
                    form.write([subject], text, style)


def _with_records(report: Report) -> Report:
    """Return a report with the records that a form shows, if its source can still give them."""
    if report.kept is not None or report.again is None:
        return report
    try:
        whole = report.again()
    except SourceError:
        return report
    return whole if whole.source.sha256 == report.source.sha256 else report


def _corrected_rows(result: Normalized) -> pl.DataFrame:
    """Return the rows that normalising wrote, or would write, typed.

    Raises:
        InvalidDataError: they still do not conform.
        SourceError: the source changed meanwhile.
        UsageError: nothing was written, and the choices cannot be made again.
    """
    from tamis.app._read import ensure_valid, read
    from tamis.tables.unfinished import temporary_folder

    ensure_valid(result.report)
    assert result.schema is not None  # noqa: S101 it is always told which schema was applied
    profile = result.report.profile
    if result.output is not None:
        return read(result.output, result.schema, profile=profile)
    if result.again is None:
        raise UsageError(
            Text(
                fr="Rien n'a été écrit, et des réponses ont été demandées.",
                en="Nothing was written, and answers were asked for.",
            ),
            Text(fr="Donnez une sortie à normalize.", en="Give normalize an output."),
        )
    with temporary_folder("corrected") as folder:
        path = Path(folder) / "corrected.csv"
        written = result.again(path)
        if written.report.source.sha256 != result.report.source.sha256:
            raise SourceError(
                Text(
                    fr="La source a changé depuis qu'elle a été corrigée.",
                    en="The source has changed since it was corrected.",
                )
            )
        return read(path, result.schema, profile=profile)
