"""What a portal takes: endings of files, and schemas; what of a publication does not fit in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from tamis.model.errors import RefusedError
from tamis.model.text import Text
from tamis.publish.publication import Publication, PublishedFile

_PAGES: Final = frozenset({"html", "htm", "xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalLimits:
    """What a portal says that it takes; None where it does not say.

    Attributes:
        endings: endings of names of hosted files, without their point.
        schemas: the versions of each schema.
    """

    endings: frozenset[str] | None = None
    schemas: Mapping[str, frozenset[str]] | None = None

    @classmethod
    def of(cls, endings: Any, schemas: Any) -> Self:
        """Return what two answers say: a list of endings, and one of schemas."""
        listed = isinstance(endings, list) and all(isinstance(word, str) for word in endings)
        return cls(
            endings=frozenset(word.lower() for word in endings) if listed and endings else None,
            schemas=dict(_schemas(schemas)) or None if isinstance(schemas, list) else None,
        )

    def takes(self, file: PublishedFile) -> bool:
        """Whether a file can be hosted: a page never is."""
        ending = file.path.suffix.lstrip(".").lower()
        return ending not in _PAGES and (self.endings is None or ending in self.endings)

    def knows(self, schema: tuple[str, str] | None) -> bool:
        """Whether a schema can be said."""
        if schema is None or self.schemas is None:
            return True
        return schema[1] in self.schemas.get(schema[0], ())


def _schemas(raw: list[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Return the schemas of an answer, which has been of two forms."""
    for entry in raw:
        if isinstance(entry, Mapping) and (name := entry.get("name") or entry.get("id")):
            versions = entry.get("versions")
            yield (
                str(name),
                frozenset(map(_version, versions if isinstance(versions, list) else ())),
            )


def _version(raw: Any) -> str:
    return str(raw.get("version_name") if isinstance(raw, Mapping) else raw)


def fit(publication: Publication, limits: PortalLimits) -> Publication:
    """Return what of a publication the portal takes; the rest is told.

    Raises:
        RefusedError: it takes none of its files.
    """
    taken = [file for file in publication.files if limits.takes(file)]
    if not taken:
        names = ", ".join(file.name for file in publication.files)
        raise RefusedError(
            Text(
                fr=f"Le portail n'accepte pas de fichier comme {names}.",
                en=f"The portal does not accept files such as {names}.",
            )
        )
    why = Text(fr="le portail n'accepte pas ce format", en="the portal does not accept this format")
    refused = tuple((file.name, why) for file in publication.files if file not in taken)
    unknown = sorted({" ".join(f.schema) for f in taken if f.schema and not limits.knows(f.schema)})
    remarks = tuple(
        Text(
            fr=f"le portail ne connaît pas le schéma {name} : il est omis",
            en=f"the portal does not know the schema {name}: it is left out",
        )
        for name in unknown
    )
    return replace(
        publication,
        files=tuple(f if limits.knows(f.schema) else replace(f, schema=None) for f in taken),
        left_out=(*publication.left_out, *refused),
        remarks=(*publication.remarks, *remarks),
    )
