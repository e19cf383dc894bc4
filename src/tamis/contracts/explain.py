"""Why a document breaks its contract: each fault by its rule, its place and its value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tamis.contracts.keywords import explainer, shown
from tamis.loading import references
from tamis.model.contract import Contract

#: Which rule each keyword is told under; any other is told under ``api.off-contract``.
_RULES: Final[Mapping[str | None, str]] = {
    "required": "api.missing-member",
    "dependentRequired": "api.missing-member",
    "dependencies": "api.missing-member",
    "additionalProperties": "api.forbidden-member",
    "unevaluatedProperties": "api.forbidden-member",
    "type": "api.wrong-type",
    "format": "api.wrong-format",
    "enum": "api.off-list",
    "const": "api.off-list",
    "pattern": "api.off-pattern",
    **dict.fromkeys(("minLength", "maxLength"), "api.wrong-length"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        "api.out-of-range",
    ),
    **dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties"), "api.wrong-count"),
    None: "api.forbidden-member",
    "uniqueItems": "api.duplicate-item",
    "anyOf": "api.no-match",
    "oneOf": "api.no-match",
}
#: Keywords that, together, have jsonschema run patterns through ``re`` whatever we put in place.
_BACKTRACKING: Final = ("unevaluatedProperties", "patternProperties")
#: Keywords that tell which of several forms a value was meant to have.
_TELLING: Final = frozenset({"const", "enum"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that a contract does not allow.

    Attributes:
        code: the rule.
        path: members and positions that lead there from the record.
        value: what stands there, as a person reads it; None where nothing does.
        params: what the sentence needs.
        note: what only this occurrence knows.
    """

    code: str
    path: tuple[str | int, ...]
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


class Explainer:
    """Tells the faults of values that were found wanting, one schema of a contract at a time."""

    def __init__(self, contract: Contract, schema: Mapping[str, Any]) -> None:
        self._fast = references.validator(contract, schema)
        self._slow = explainer(contract.dialect)(
            references.without_dialect(schema), registry=references.registry(contract)
        )

        named = str(contract.descriptor)
        self._slow_is_safe = not all(keyword in named for keyword in _BACKTRACKING)

    def valid(self, value: Any) -> bool:
        """Whether `value` conforms: the deciding library's word."""
        return bool(self._fast.is_valid(value))

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with a value that does not conform; never nothing."""
        if not self._slow_is_safe:
            return _once(_bare(error) for error in self._fast.iter_errors(value))
        try:
            errors = [leaf for error in self._slow.iter_errors(value) for leaf in _leaves(error)]
        except (RecursionError, OverflowError):
            errors = []
        return _once([_fault(error) for error in errors]) or _once(
            [_bare(error) for error in self._fast.iter_errors(value)]
        )


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults, each told once, in the order of the document."""
    return list({(fault.code, fault.path, fault.value): fault for fault in faults}.values())


def _leaves(error: Any) -> Iterator[Any]:
    """Return what an error comes down to, in the form that the value was meant to have."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        yield error
        return
    forms: dict[Any, list[Any]] = defaultdict(list)
    for cause in error.context:
        # A form that is the schema “false” has no path of its own.
        forms[cause.schema_path[0] if cause.schema_path else None].append(cause)
    typed = [errors for errors in forms.values() if not any(map(_is_other_type, errors))]
    meant = [errors for errors in typed if not any(map(_is_other_kind, errors))]
    chosen = meant if len(typed) > 1 else typed
    if len(chosen) == 1:
        for cause in chosen[0]:
            yield from _leaves(cause)
    else:
        yield error


def _is_other_type(error: Any) -> bool:
    """Whether an error says that the value was meant to be of another type."""
    return error.validator == "type" and not error.path


def _is_other_kind(error: Any) -> bool:
    """Whether an error says that the value was meant to be of another kind."""
    return error.validator in _TELLING and len(error.path) <= 1


def _fault(error: Any) -> Fault:
    """Return the fault that an error of jsonschema is."""
    path = tuple(error.absolute_path)
    keyword = error.validator
    code = _RULES.get(keyword, "api.off-contract")
    if code == "api.no-match":
        return _unmatched(error, path)
    if code == "api.missing-member":
        return Fault(code=code, path=path)
    if code == "api.forbidden-member" and keyword == "additionalProperties":
        parent = error.instance
        value = parent.get(path[-1]) if isinstance(parent, Mapping) else parent
        return Fault(code=code, path=path, value=shown(value))
    note = error.message if code == "api.duplicate-item" else ""
    value = error.instance
    if code == "api.duplicate-item":
        value = error.instance[path[-1]]
    return Fault(
        code=code, path=path, value=shown(value), params=_params(keyword, error), note=note
    )


def _params(keyword: str, error: Any) -> dict[str, Any]:
    wanted = error.validator_value
    code = _RULES.get(keyword, "")
    if code == "api.wrong-type":
        return {"types": _listed([wanted] if isinstance(wanted, str) else wanted)}
    if code == "api.off-list":
        return {"choices": _listed(wanted if keyword == "enum" else [wanted])}
    if code in {"api.out-of-range", "api.wrong-count", "api.wrong-length"}:
        return {"bound": f"{keyword} {shown(wanted)}"}
    named = {"pattern": wanted, "format": wanted}
    return {keyword: named[keyword]} if keyword in named else {"keyword": keyword}


def _listed(values: Sequence[Any], most: int = 12) -> str:
    texts = [shown(value, 60) for value in values]
    return ", ".join(texts[:most]) + (f"… (+{len(texts) - most})" if len(texts) > most else "")


def _unmatched(error: Any, path: tuple[str | int, ...]) -> Fault:
    """Return the fault of a value that has none of several forms, or too many of them."""
    value = shown(error.instance)
    types = [cause for cause in error.context if cause.validator == "type" and not cause.path]
    if types and len({failure.schema_path[0] for failure in types}) == len(error.validator_value):
        names = {
            name: None
            for failure in types
            for name in (
                [failure.validator_value]
                if isinstance(failure.validator_value, str)
                else failure.validator_value
            )
        }
        return Fault(
            code="api.wrong-type", path=path, value=value, params={"types": _listed(list(names))}
        )
    choices = [
        failure
        for failure in error.context
        if failure.validator in _TELLING and len(failure.path) <= 1
    ]
    places = {tuple(failure.path) for failure in choices}
    if len(places) == 1 and len(choices) == len(error.validator_value):
        listed: list[Any] = []
        for failure in choices:
            wanted = failure.validator_value
            listed += wanted if failure.validator == "enum" else [wanted]
        return Fault(
            code="api.off-list",
            path=(*path, *places.pop()),
            value=shown(choices[0].instance),
            params={"choices": _listed(listed)},
        )
    if not error.context:
        return Fault(code="api.several-matches", path=path, value=value)
    return Fault(code="api.no-match", path=path, value=value)


def _bare(error: Any) -> Fault:
    """Return the fault that an error of the deciding library is."""
    path = tuple(error.instance_path)
    return Fault(
        code="api.off-contract",
        path=path,
        value=shown(error.instance),
        params={"keyword": error.kind.name},
    )
