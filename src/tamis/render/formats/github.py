"""Annotations of a GitHub workflow, a kind of finding each (workflow commands).

A step shows 10 annotations of each level; beyond, the last one says how many kinds are left.
See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, TextIO

from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, repository, sentences, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.terminal import clipped, escaped
from tamis.render.words import colon, counted

MOST: Final = 10
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_WRITE = Text(fr="À faire : {advice}", en="To do: {advice}")


@text_form(
    suffix=".txt",
    audience=Text(fr="un workflow GitHub", en="a GitHub workflow"),
    content=Text(
        fr="des annotations, une par sorte, dix par niveau comme la plateforme les montre",
        en="annotations, one per kind, ten of each level as the platform shows",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write a line of the log a report, then the annotations."""
    annotations: dict[str, list[str]] = {level: [] for level in _LEVELS.values()}
    left_out = Counter[str]()
    for report in reports:
        if isinstance(report, Unread):
            new = [("error", _command("error", _file(report.path), str(report.error)))]
        else:
            path = escaped(report.source.path)
            verdict = f"{sentences.verdict(report)}, {sentences.counts(report.verdict)}"
            out.write(f"- {path}{colon()}{verdict}\n")
            new = [] if style.quiet else _annotations(report)
        for level, command in new:
            if len(annotations[level]) < MOST:
                annotations[level].append(command)
            else:
                left_out[level] += 1
    for level, commands in annotations.items():
        if left_out[level]:
            commands[-1] = _others(level, left_out[level] + 1)
        out.writelines(commands)


def _annotations(report: Report) -> list[tuple[str, str]]:
    levelled = ((_LEVELS[bundle.severity], bundle) for bundle in bundles(report.findings, 1))
    return [(level, _annotation(bundle, level, report.source.path)) for level, bundle in levelled]


def _others(level: str, n: int) -> str:
    more = counted(n, "autre sorte", "autres sortes", "more kind", "more kinds")
    sentence = Text(fr=f"{more} d'anomalies : voir le rapport.", en=f"{more}: see the report.")
    return _command(level, {}, str(sentence))


def _annotation(bundle: Bundle, level: str, path: str) -> str:
    first = bundle.samples[0]
    title = f"{bundle.code} {bundle.named}".strip()
    sentences_said = [f"{bundle.rule.title}{colon()}{bundle.how_many}."]
    if len(bundle.fields) <= 1:
        sentences_said += [
            clipped(first.message, 300),
            _WRITE.say(advice=clipped(bundle.advice, 300)),
        ]
    properties = {**_file(path), "line": str(first.line or 1), "title": clipped(title, 120)}
    return _command(level, properties, " ".join(sentences_said))


def _file(path: str) -> dict[str, str]:
    return {"file": escaped(repository.relative(path))}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    """Return a workflow command, its message and properties encoded as the runner wants them."""
    encoded = ",".join(f"{name}={_encoded(value, ':,')}" for name, value in properties.items())
    return f"::{level}{' ' if encoded else ''}{encoded}::{_encoded(message)}\n"


def _encoded(text: str, also: str = "") -> str:
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
