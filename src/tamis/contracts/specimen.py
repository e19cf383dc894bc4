"""Made-up answers of a contract: every member that it describes, with people who do not exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tamis.contracts.written_patterns import text_matching
from tamis.loading import references
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.text import Text

#: Beyond so many levels, what may lack does.
_DEEP: Final = 7
_TRIES: Final = 6
#: What a member is called, and values that nobody bears. The first that the contract takes.
_VALUES: Final[tuple[tuple[str, tuple[Any, ...]], ...]] = (
    (r"siret", ("{number:09}00011", "13002526500013")),
    (r"siren", ("{number:09}", "130025265")),
    (r"prenoms?|given_?name", ("Camille", "Dominique", "Maxence")),
    (r"nom(_?(de_)?(naissance|usage|famille))?|family_?name|preferred_?username",
     ("EXEMPLE", "SPECIMEN", "FICTIF")),
    (r"e?mail|courriel", ("camille@exemple.fr",)),
    (r"tel(ephone)?|phone(_?number)?", ("0199000000", "+33199000000")),
    (r"(code_?)?(insee|commune|citycode)", ("35238", "27116")),
    (r"(code_?)?postal|postcode|cp", ("35000", "27800")),
    (r"ville|commune|libelle_?commune|city|locality", ("Rennes", "Brionne")),
    (r"adresse|street_?address|label|voie", ("1 rue de l'Exemple",)),
    (r"lon(gitude)?", (-1.68, "-1.68")),
    (r"lat(itude)?", (48.11, "48.11")),
    (r"date.*|.*_date|birthdate|.*naissance", ("1980-05-17", "17/05/1980")),
    (r"annee|year", (2024, "2024")),
    (r"mois|month", (3, "03")),
    (r"gender|sexe|civilite", ("female", "F", "M")),
)  # fmt: skip
_FORMATS: Final = {
    "date": ("2001-02-03", "1980-05-17"),
    "date-time": ("2024-05-13T14:02:11Z",),
    "time": ("14:02:11Z",),
    "email": ("camille@exemple.fr",),
    "uri": ("https://exemple.fr/1",),
    "uuid": ("00000000-0000-4000-8000-000000000001",),
    "ipv4": ("192.0.2.1",),
    "hostname": ("exemple.fr",),
}


def specimen(contract: Contract, number: int = 0, schema: Any = None) -> Any:
    """Return an answer that conforms; another number gives other values where there are some.

    Raises:
        SchemaError: none could be made.
    """
    inner = contract.descriptor if schema is None else schema
    validator = references.validator(contract, schema)
    resolver = references.registry(contract).resolver(contract.uri)
    for attempt in range(_TRIES):
        maker = _Maker(number + attempt, fewest=attempt >= _TRIES // 2)
        value = maker.value(inner, resolver, "", 0)
        if validator.is_valid(value):
            return value
    raise SchemaError(
        Text(
            fr=f"Aucune réponse fictive ne peut être faite de « {contract.name} ».",
            en=f"No fake answer can be made of “{contract.name}”.",
        )
    )


class _Maker:
    """Makes values of schemas; `fewest` leaves out what may lack."""

    def __init__(self, number: int, *, fewest: bool) -> None:
        self._number, self._fewest = number, fewest

    def value(self, schema: Any, resolver: Any, name: str, depth: int) -> Any:
        """Return a value of a schema that stands under a member's name."""
        if not isinstance(schema, Mapping):
            return "exemple"
        keywords, inner = _merged(schema, resolver, self._number)
        if "const" in keywords:
            return keywords["const"]
        if keywords.get("enum"):
            choices = [c for c in keywords["enum"] if c is not None] or keywords["enum"]
            return choices[self._number % len(choices)]
        wanted = keywords.get("type") or _implied(keywords)
        types = wanted if isinstance(wanted, list) else [wanted]
        kind = next((type_name for type_name in types if type_name != "null"), "null")
        if kind == "object":
            return self._object(keywords, inner, depth)
        if kind == "array":
            return self._list(keywords, inner, name, depth)
        return self._plain(str(kind), keywords, name)

    def _object(self, keywords: Mapping[str, Any], resolver: Any, depth: int) -> dict[str, Any]:
        required = set(keywords.get("required", ()))
        members: dict[str, Any] = {}
        for name, (schema, inner) in keywords.get("properties", {}).items():
            if name in required or (depth < _DEEP and not self._fewest and schema is not False):
                members[name] = self.value(schema, inner, name, depth + 1)
        for name in required - members.keys():
            members[name] = self.value({}, resolver, name, depth + 1)
        return members

    def _list(self, keywords: Mapping[str, Any], resolver: Any, name: str, depth: int) -> list[Any]:
        is_short = self._fewest or depth >= _DEEP
        number = max(keywords.get("minItems", 0), 0 if is_short else 1)
        schema, inner = keywords.get("items", ({}, resolver))
        makers = [_Maker(self._number + at, fewest=self._fewest) for at in range(number)]
        return [maker.value(schema, inner, name, depth + 1) for maker in makers]

    def _plain(self, kind: str, keywords: Mapping[str, Any], name: str) -> Any:
        if kind == "null":
            return None
        if kind == "boolean":
            return self._number % 2 == 0
        known = _known(name)
        if kind in {"integer", "number"}:
            numbers = [
                value for value in known if isinstance(value, int if kind == "integer" else float)
            ]
            return _within(numbers[0] if numbers else self._number + 1, keywords)
        texts = [text.format(number=self._number) for text in known if isinstance(text, str)]
        texts = [*_FORMATS.get(keywords.get("format", ""), ()), *texts]
        if texts and not (known and "{" in str(known[0])):
            texts = texts[self._number % len(texts) :] + texts
        return text_matching(keywords, [*texts, f"exemple {self._number + 1}", "exemple"])


def _known(name: str) -> tuple[Any, ...]:
    bare = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return tuple(
        value for pattern, values in _VALUES if re.fullmatch(pattern, bare) for value in values
    )


def _within(number: float, keywords: Mapping[str, Any]) -> float:
    """Return a number within the bounds of a schema."""
    step = keywords.get("multipleOf", 1)
    least, most = keywords.get("minimum"), keywords.get("maximum")
    if "exclusiveMinimum" in keywords:
        least = keywords["exclusiveMinimum"] + step
    if "exclusiveMaximum" in keywords:
        most = keywords["exclusiveMaximum"] - step
    number = most if most is not None and number > most else number
    number = least if least is not None and number < least else number
    return number if "multipleOf" not in keywords else number - number % step


def _implied(keywords: Mapping[str, Any]) -> str:
    """Return the type that keywords are about, where none is said."""
    if "properties" in keywords or "required" in keywords:
        return "object"
    return "array" if "items" in keywords else "string"


def _merged(schema: Mapping[str, Any], resolver: Any, number: int) -> tuple[dict[str, Any], Any]:
    """Return the keywords that bear on a value: its own, those referred to, those of a form.

    Members keep the resolver of the document that they stand in.
    """
    merged: dict[str, Any] = {}
    todo = [(schema, resolver)]
    while todo:
        part, inner = todo.pop(0)
        if not isinstance(part, Mapping):
            continue
        properties = {name: (body, inner) for name, body in part.get("properties", {}).items()}
        required = [*merged.get("required", ()), *part.get("required", ())]
        items = {"items": (part["items"], inner)} if isinstance(part.get("items"), Mapping) else {}
        bare = {key: value for key, value in part.items() if key not in {"properties", "items"}}
        merged = {
            **bare, **items, **merged,
            "properties": {**properties, **merged.get("properties", {})},
            "required": required,
        }  # fmt: skip
        if isinstance(part.get("$ref"), str):
            target = inner.lookup(part["$ref"])
            todo.append((target.contents, target.resolver))
        todo += [(parent, inner) for parent in part.get("allOf", ())]
        for keyword in ("anyOf", "oneOf"):
            forms = [form for form in part.get(keyword, ()) if not _is_null(form)]
            if forms:
                todo.append((forms[number % len(forms)], inner))
    if not merged["properties"]:
        del merged["properties"]
    if not merged["required"]:
        del merged["required"]
    return merged, resolver


def _is_null(form: Any) -> bool:
    return isinstance(form, Mapping) and form.get("type") == "null"
