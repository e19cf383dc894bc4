"""JUnit XML: a suite a file, a case a column, and one each for the file, header, rows and table.

Cases keep their names from one run to the next, so that a CI system can follow them. A case
fails where something of it is an error; warnings are its output. Control characters, which XML
1.0 cannot hold, are spelt out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final, TextIO
from xml.etree import ElementTree as ET

from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, repository, sentences, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.terminal import clipped, escaped
from tamis.render.words import colon, number

_SAMPLES: Final = 20
#: The cases that are about no column, by scope of rule.
_SCOPES: Final = {
    "file": Text(fr="(fichier)", en="(file)"),
    "header": Text(fr="(en-tête)", en="(header)"),
    "row": Text(fr="(lignes)", en="(rows)"),
    "table": Text(fr="(table)", en="(table)"),
}


@text_form(
    suffix=".xml",
    audience=Text(fr="tout système d'intégration continue", en="any CI system"),
    content=Text(
        fr="une suite par fichier, un cas par colonne et un pour le fichier, l'en-tête, les "
        "lignes et la table",
        en="a suite per file, a case per column and one each for the file, header, rows and table",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write the suites, with their totals."""
    root = ET.Element("testsuites", name="tamis")
    for report in reports:
        if isinstance(report, Unread):
            root.append(_unread(report))
        else:
            root.append(_suite(report, style))
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ET.indent(root)
    buffer = io.BytesIO()
    ET.ElementTree(root).write(buffer, encoding="utf-8", xml_declaration=True)
    out.write(buffer.getvalue().decode() + "\n")


def _unread(unread: Unread) -> ET.Element:
    path = escaped(repository.relative(unread.path))
    suite = ET.Element("testsuite", name=path, tests="1", failures="0", errors="1")
    case = ET.SubElement(suite, "testcase", classname=path, name=str(_SCOPES["file"]))
    message = escaped(str(unread.error))
    ET.SubElement(case, "error", message=message, type="file.unread").text = message
    return suite


def _suite(report: Report, style: Style) -> ET.Element:
    path = escaped(repository.relative(report.source.path))
    seconds = f"{report.stats.seconds:.3f}"
    suite = ET.Element("testsuite", name=path, errors="0", time=seconds)
    bundles_by_case: dict[str, list[Bundle]] = {}
    for bundle in bundles(report.findings, _SAMPLES):
        bundles_by_case.setdefault(_case_of(bundle), []).append(bundle)
    names = [*map(str, _SCOPES.values()), *map(escaped, report.source.labels)]
    if not report.source.labels:
        names = [str(_SCOPES["file"])]
    for name in dict.fromkeys((*names, *bundles_by_case)):
        case = ET.SubElement(suite, "testcase", classname=path, name=name or "-")
        _say(case, bundles_by_case.get(name, ()), style)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    return suite


def _case_of(bundle: Bundle) -> str:
    if bundle.rule.level != "header" and len(bundle.fields) == 1:
        return escaped(bundle.fields[0])
    return str(_SCOPES.get(bundle.rule.level, bundle.rule.level))


def _say(case: ET.Element, bundles_of_case: Sequence[Bundle], style: Style) -> None:
    errors = [bundle for bundle in bundles_of_case if bundle.severity is Severity.ERROR]
    others = [bundle for bundle in bundles_of_case if bundle.severity is not Severity.ERROR]
    if errors:
        message = " ; ".join(f"{error.rule.title}{colon()}{error.how_many}" for error in errors)
        failure = ET.SubElement(case, "failure", message=message, type=errors[0].code)
        failure.text = _lines(errors, style)
    if others:
        ET.SubElement(case, "system-out").text = _lines(others, style)


def _lines(bundles_of_case: Sequence[Bundle], style: Style) -> str:
    lines: list[str] = []
    for bundle in bundles_of_case:
        lines.append(f"{bundle.rule.title}{colon()}{bundle.how_many} ({bundle.code})")
        if style.quiet:
            continue
        for finding in bundle.samples:
            line = sentences.LINE.say(line=number(finding.line)) + colon() if finding.line else ""
            lines.append(f"  {line}{clipped(finding.message, 300)}")
        if bundle.rest:
            lines.append(f"  {sentences.MORE.say(n=number(bundle.rest))}")
    return "\n".join(lines)
