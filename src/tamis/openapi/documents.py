"""A definition and what it refers to: within the file, its folder, or the host that was named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from tamis.loading import documents
from tamis.model.address import is_address, origin, redact
from tamis.model.errors import RefusedError, SchemaError
from tamis.model.text import Text
from tamis.sources.policy import FetchPolicy

#: How many references may follow one another before they are taken for a circle.
_MOST_STEPS: Final = 50
#: How many other files a definition may be made of.
_MOST_FILES: Final = 200


class Place(NamedTuple):
    """Where something stands: the address of a document and a JSON Pointer in it."""

    document: str
    pointer: str


class Resolved(NamedTuple):
    """What stands at a place."""

    value: Any
    place: Place


class Documents:
    """The documents of one definition, read when they are first referred to.

    Args:
        location: the path or the address of the definition.
        hosts: patterns of other hosts that it may refer to.
    """

    def __init__(self, location: str, hosts: tuple[str, ...] = ()) -> None:
        self._is_remote = is_address(location)
        self.root = location if self._is_remote else str(Path(location).resolve())
        self._policy = FetchPolicy(hosts=hosts)
        self._read: dict[str, Mapping[str, Any]] = {}
        self._hosts = hosts

    def definition(self) -> Mapping[str, Any]:
        """Return the definition itself.

        Raises:
            SchemaError: it cannot be had, or is no object in JSON or YAML.
        """
        return self._document(self.root)

    def resolve(self, value: Any, place: Place) -> Resolved:
        """Follow the references of a value, one after another; return what they lead to.

        Raises:
            SchemaError: they lead nowhere, or in a circle.
            RefusedError: they lead to a place that the user did not name.
        """
        for _ in range(_MOST_STEPS):
            reference = value.get("$ref") if isinstance(value, Mapping) else None
            if not isinstance(reference, str):
                return Resolved(value, place)
            value, place = self.lookup(reference, place)
        raise SchemaError(
            Text(
                fr=f"La définition renvoie en rond à « {place.pointer} ».",
                en=f"The definition refers to “{place.pointer}” in a circle.",
            )
        )

    def lookup(self, reference: str, place: Place) -> Resolved:
        """Return what a reference leads to, seen from a place (RFC 3986, RFC 6901).

        Raises:
            SchemaError: it leads nowhere.
            RefusedError: it leads to a place that the user did not name.
        """
        target, pointer = urldefrag(reference)
        document = self._address(target, place.document) if target else place.document
        value: Any = self._document(document)
        for part in filter(None, pointer.lstrip("/").split("/")):
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and name.isdigit() and int(name) < len(value):
                value = value[int(name)]
            elif isinstance(value, Mapping) and name in value:
                value = value[name]
            else:
                raise SchemaError(
                    Text(
                        fr=f"La définition renvoie à « {reference} », qui n'existe pas.",
                        en=f"The definition refers to “{reference}”, which does not exist.",
                    )
                )
        return Resolved(value, Place(document, pointer))

    def _document(self, address: str) -> Mapping[str, Any]:
        if address not in self._read:
            if len(self._read) >= _MOST_FILES:
                raise RefusedError(
                    Text(
                        fr=f"La définition tient en plus de {_MOST_FILES} fichiers.",
                        en=f"The definition is made of more than {_MOST_FILES} files.",
                    )
                )
            self._read[address] = documents.load(address, hosts=self._hosts)
        return self._read[address]

    def _address(self, target: str, base: str) -> str:
        """Return the document that a reference names. Raises RefusedError where it is outside."""
        if self._is_remote:
            address = urljoin(base, target)
            there = origin(address)
            if there is not None and (there == origin(self.root) or self._policy.names(there)):
                return address
            raise _outside(redact(address))
        folder = Path(self.root).parent
        path = (Path(base).parent / unquote(target)).resolve()
        if is_address(target) or not path.is_relative_to(folder):
            raise _outside(redact(target))
        return str(path)


def _outside(address: str) -> RefusedError:
    return RefusedError(
        Text(
            fr=f"La définition renvoie ailleurs que dans son fichier, son dossier ou son serveur : "
            f"{address}",
            en=f"The definition refers outside its file, its folder or its host: {address}",
        ),
        Text(
            fr="Si vous lui faites confiance, placez ce document à côté de la définition, ou "
            "ajoutez --allow-host (pour une définition donnée par son adresse).",
            en="If you trust it, put that document beside the definition, or add --allow-host (for "
            "a definition given by its address).",
        ),
    )
