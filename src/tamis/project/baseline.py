"""Findings that are known already: written down once, then left out of reports.

The file is JSON, made to be read in a review: for each source, for each rule and field, the
marks of the values concerned (never the values) and how often each stands there.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from tamis.failures import reason
from tamis.model.address import is_address
from tamis.model.errors import SourceError, UsageError
from tamis.model.report import Report
from tamis.model.text import Text, printable_json
from tamis.writers.swap import beside

#: The member that says what the file is; its value is the version of the form.
_KIND: Final = "tamis-baseline"
_VERSION: Final = 1
#: Source → ``code [field]`` → mark → how often.
_MarksBySource = Mapping[str, Mapping[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The findings that are known, by source; sources are relative to the baseline's folder."""

    path: Path
    files: _MarksBySource = field(default_factory=dict)

    def of(self, source: str) -> Counter[str]:
        """Return how often each mark is known in a source."""
        return _marks(self.files.get(self._name(source), {}))

    def without_known(self, report: Report) -> Report:
        """Return the report without the findings that are known."""
        marks = self.of(report.source.path)
        if not marks:
            return report
        remaining = report.findings.without_known(marks)
        return replace(
            report,
            findings=remaining,
            before=remaining.verdict(),
            after=remaining.verdict(repaired=True),
            known=len(report.findings) - len(remaining),
        )

    def resolved(self, report: Report) -> int:
        """Return how many known findings a without_known report's source has no longer."""
        return self.of(report.source.path).total() - report.known

    def _name(self, source: str) -> str:
        if source == "-" or is_address(source):
            return source
        return Path(os.path.relpath(source, self.path.parent)).as_posix()

    def renewed(
        self, reports: Iterable[Report], *, whole: bool, counts_likely: bool = False
    ) -> Baseline:
        """Return the baseline in which the sources of `reports` are known as they are now.

        Args:
            reports: what was found, nothing without_known.
            whole: whether they are all the sources there are: others are forgotten.
            counts_likely: whether findings that are likely count, which are told else.
        """
        files: dict[str, Mapping[str, Mapping[str, int]]] = {} if whole else dict(self.files)
        for report in reports:
            name = self._name(report.source.path)
            files.pop(name, None)
            if listed := _listed(report, counts_likely=counts_likely):
                files[name] = listed
        return replace(self, files=files)

    def write(self) -> None:
        """Write the file, whole.

        Raises:
            SourceError: it cannot be written.
        """
        content = {_KIND: _VERSION, "files": dict(sorted(self.files.items()))}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        with beside(self.path) as part:
            part.write_text(f"{printable_json(text)}\n", encoding="utf-8")

    def __len__(self) -> int:
        return sum(_marks(rules).total() for rules in self.files.values())


def load(path: Path) -> Baseline:
    """Return the baseline in a file.

    Raises:
        UsageError: there is none, or it is none.
        SourceError: it cannot be read.
    """
    hint = Text(fr="Pour l'écrire : --write-baseline.", en="To write it: --write-baseline.")
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            Text(
                fr=f"Il n'y a pas de fichier d'anomalies connues « {path} ».",
                en=f"There is no file of known findings “{path}”.",
            ),
            hint,
        ) from error
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"« {path} » ne peut pas être lu : {reason(error).fr}.",
                en=f"“{path}” cannot be read: {reason(error).en}.",
            )
        ) from error
    except ValueError:
        raw = None
    if not _is_baseline(raw):
        raise UsageError(
            Text(
                fr=f"« {path} » n'est pas un fichier d'anomalies connues.",
                en=f"“{path}” is not a file of known findings.",
            ),
            hint,
        )
    return Baseline(path=path, files=raw["files"])


def _is_baseline(raw: Any) -> bool:
    """Return whether some JSON is a baseline of this version."""

    def holds(value: Any, depth: int) -> bool:
        if depth == 0:
            return type(value) is int
        return isinstance(value, dict) and all(holds(item, depth - 1) for item in value.values())

    return isinstance(raw, dict) and raw.get(_KIND) == _VERSION and holds(raw.get("files"), 3)


def _marks(rules: Mapping[str, Mapping[str, int]]) -> Counter[str]:
    """Return the marks of all rules, which tell rules and fields apart by themselves."""
    counts: Counter[str] = Counter()
    for marks in rules.values():
        counts.update(marks)
    return counts


def _listed(report: Report, *, counts_likely: bool) -> dict[str, dict[str, int]]:
    """Return the findings of a report as the file has them."""
    listed: dict[str, dict[str, int]] = {}
    for code, field_name, mark, n in report.findings.marks():
        if code.startswith("likely.") and not counts_likely:
            continue
        marks = listed.setdefault(f"{code} [{field_name}]" if field_name else code, {})
        marks[mark] = marks.get(mark, 0) + n
    return listed
