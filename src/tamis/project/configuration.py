"""``tamis.toml``, or ``[tool.tamis]`` in ``pyproject.toml``: found, checked, loaded."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tamis import shipped
from tamis.checks.rule_codes import ensure_rule
from tamis.failures import reason
from tamis.loading import dialects
from tamis.model.dialect import TableDialect
from tamis.model.errors import SourceError, UsageError
from tamis.model.parse_errors import parse_failure
from tamis.model.project import LIKELY, Configuration, Entry, Settings, failing_severity, share
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.model.version import VERSION

NAME: Final = "tamis.toml"
_NUMBERS: Final = re.compile(r"[0-9]+")
_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+){0,2}")
_PYPROJECT: Final = "pyproject.toml"


def find(start: Path) -> Path | None:
    """Return the configuration that holds in `start`: there, or in the nearest folder above.

    The search ends at the root of the repository.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if path := in_folder(folder):
            return path
        if (folder / ".git").exists():
            return None
    return None


def in_folder(folder: Path) -> Path | None:
    """Return the configuration that stands in a folder itself."""
    if (folder / NAME).is_file():
        return folder / NAME
    if (folder / _PYPROJECT).is_file() and _table(folder / _PYPROJECT) is not None:
        return folder / _PYPROJECT
    return None


def load(path: Path) -> Configuration:
    """Return what a configuration says.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it is no TOML, or says something that means nothing.
    """
    raw = _table(path)
    if raw is None:
        raise UsageError(
            Text(fr=f"« {path} » n'a pas de [tool.tamis].", en=f"“{path}” has no [tool.tamis].")
        )
    _ensure_version(path, raw.get("requires"))
    _check(path, raw)
    baseline = raw.get("baseline")
    return Configuration(
        path=path,
        entries=tuple(
            Entry(paths=tuple(entry["paths"]), settings=_settings(entry, path.parent))
            for entry in raw.get("files", ())
        ),
        exclude=tuple(raw.get("exclude", ())),
        settings=_settings(raw, path.parent),
        baseline=path.parent / baseline if baseline else None,
        max_errors=raw.get("max-errors", 0),
    )


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return what the file says of tamis; None where it is a pyproject.toml that says nothing."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"« {path} » ne peut pas être lu : {reason(error).fr}.",
                en=f"“{path}” cannot be read: {reason(error).en}.",
            )
        ) from error
    except ValueError as error:
        if path.name == _PYPROJECT:
            return None
        why = parse_failure(error)
        raise UsageError(
            Text(
                fr=f"« {path} » n'est pas du TOML : {why.fr}.",
                en=f"“{path}” is not TOML: {why.en}.",
            )
        ) from error
    if path.name != _PYPROJECT:
        return raw
    table: Mapping[str, Any] | None = raw.get("tool", {}).get("tamis")
    return table


def _settings(raw: Mapping[str, Any], folder: Path) -> Settings:
    schema = raw.get("schema", "")
    beside = folder / schema
    return Settings(
        schema=str(beside) if schema and beside.is_file() else schema,
        profile=raw.get("profile", ""),
        ignore=tuple(raw.get("ignore", ())),
        format=raw.get("format", ""),
        sheet=raw.get("sheet", ""),
        member=raw.get("member", ""),
        dialect=_dialect(raw.get("dialect", {}), folder),
        fail_on=failing_severity(raw["fail-on"]) if "fail-on" in raw else None,
        counts_likely=raw.get("fail-on") == LIKELY,
        max_share=_shares(raw.get("max-share", {})),
    )


def _shares(raw: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """Return what each rule may have, as a share of the rows.

    Raises:
        UsageError: there is no such rule, or what is given is no share.
    """
    for code in raw:
        ensure_rule(code)
    return tuple((code, share(text)) for code, text in raw.items())


def _dialect(stated: str | Mapping[str, Any], folder: Path) -> TableDialect:
    """Return a dialect that is stated by its keywords, or by the path of its descriptor."""
    if isinstance(stated, str):
        return dialects.from_file(folder / stated)
    return dialects.from_descriptor(stated)


def _ensure_version(path: Path, least: Any) -> None:
    """Refuse what asks for a later version than this one, before its keys are looked at.

    Raises:
        UsageError: it does.
    """
    if isinstance(least, str) and _NUMBER.fullmatch(least) and _parts(least) > _parts(VERSION):
        raise UsageError(
            Text(
                fr=f"{path.name} demande tamis {least} ; celui-ci est le {VERSION}.",
                en=f"{path.name} needs tamis {least}; this is {VERSION}.",
            ),
            Text(
                fr=f"pip install -U 'tamis>={least}'",
                en=f"pip install -U 'tamis>={least}'",
            ),
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _NUMBERS.findall(version)[:3])


def _check(path: Path, raw: Mapping[str, Any]) -> None:
    """Hold a configuration against its own JSON Schema.

    Raises:
        UsageError: it does not conform; the first fault is told.
    """
    from jsonschema_rs import Draft202012Validator

    schema = json.loads((shipped.root() / "tamis-toml.json").read_text(encoding="utf-8"))
    if Draft202012Validator(schema).is_valid(raw):
        return
    from jsonschema import Draft202012Validator as Explaining

    fault = min(
        Explaining(schema).iter_errors(raw), key=lambda fault: [str(step) for step in fault.path]
    )
    where = "".join(_steps(fault.absolute_path))
    text, hint = _explained(fault)
    name = path.name
    raise UsageError(
        Text(fr=f"{name}{where} : {text.fr}", en=f"{name}{where}: {text.en}"),
        hint or Text(fr="Voyez docs/ci.md.", en="See docs/ci.md."),
    )


def _steps(path: Any) -> Iterator[str]:
    """Say where a fault is, as TOML writes it: ``, files 2, ignore``."""
    for step in path:
        yield f" {step + 1}" if isinstance(step, int) else f", {step}"


_KINDS: Final = {
    "string": Text(fr="un texte entre guillemets", en="a text in quotes"),
    "array": Text(fr="une liste entre crochets", en="a list in brackets"),
    "integer": Text(fr="un nombre entier", en="a whole number"),
    "object": Text(fr="une table", en="a table"),
}


def _explained(fault: Any) -> tuple[Text, Text | None]:
    """Return the sentence and the hint of a fault, by the keyword of JSON Schema it breaks."""
    if fault.validator == "additionalProperties":
        keys = list(fault.schema["properties"])
        unknown = next(key for key in fault.instance if key not in keys)
        listed = ", ".join(keys)
        return (
            Text(fr=f"clé inconnue « {unknown} ».", en=f"unknown key “{unknown}”."),
            did_you_mean(
                unknown,
                keys,
                Text(
                    fr=f"Clés : {listed}. Si elle est d'une version plus récente que tamis "
                    f'{VERSION}, dites-la : requires = "…".',
                    en=f"Keys: {listed}. If it is of a later version than tamis {VERSION}, "
                    f'name it: requires = "…".',
                ),
            ),
        )
    if fault.validator == "type":
        kind = _KINDS[fault.validator_value]
        shown = json.dumps(fault.instance, ensure_ascii=False, default=str)
        return (
            Text(fr=f"il faut {kind.fr}, pas {shown}.", en=f"{kind.en} is required, not {shown}."),
            None,
        )
    if fault.validator == "enum":
        listed = ", ".join(fault.validator_value)
        shown = str(fault.instance)
        return (
            Text(fr=f"« {shown} » n'est pas permis.", en=f"“{shown}” is not allowed."),
            did_you_mean(
                shown, fault.validator_value, Text(fr=f"Parmi : {listed}.", en=f"One of: {listed}.")
            ),
        )
    if fault.validator == "required":
        lacking = next(key for key in fault.validator_value if key not in fault.instance)
        return Text(fr=f"il manque « {lacking} ».", en=f"“{lacking}” is missing."), None
    if fault.validator == "pattern":
        return (
            Text(
                fr=f"« {fault.instance} » n'est pas une part, comme 1%.",
                en=f"“{fault.instance}” is not a share, such as 1%.",
            ),
            None,
        )
    return (
        Text(fr="la valeur est vide ou trop petite.", en="the value is empty or too small."),
        None,
    )
