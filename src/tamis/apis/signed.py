"""Signed answers (JWS, RFC 7515): read once their signature was checked with keys that are given.

Nothing is read of an answer whose signature does not hold. Keys are public ones (JWK, a set of
them, or PEM): no secret of tamis or of an API is one, and an algorithm that takes a shared secret,
or none at all, is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tamis import sources
from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import DEFAULT, MB, Limits
from tamis.model.text import Text
from tamis.sources.local import LocalFile
from tamis.tables import unfinished

_ALGORITHMS: Final = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384",
                      "PS512", "EdDSA", "Ed25519")  # fmt: skip
#: Three parts in base64url; an encrypted answer (JWE, RFC 7516) has five.
_SIGNED: Final = re.compile(rb'\s*"?([\w-]+)\.([\w-]*)\.([\w-]+)"?\s*')
_ENCRYPTED: Final = re.compile(rb'\s*"?[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+"?\s*')
#: A signed answer is short: what is larger is no such thing.
_LARGEST: Final = 4 * MB


def is_signed(path: Path) -> bool:
    """Whether a file is a signed or an encrypted answer."""
    if not 0 < path.stat().st_size <= _LARGEST:
        return False
    content = path.read_bytes()
    return bool(_SIGNED.fullmatch(content) or _ENCRYPTED.fullmatch(content))


@contextmanager
def open_answer(
    location: str, keys: Path | None, limits: Limits = DEFAULT, *, member: str = ""
) -> Iterator[LocalFile]:
    """Give a saved answer; of a signed one, what was signed.

    Args:
        location: the answer.
        keys: the file of the public keys that it may be signed with.
        limits: how much is taken in.
        member: the file wanted in an archive.

    Raises:
        SourceError: it cannot be read, its signature does not hold, or it is encrypted.
        UsageError: it is signed and no keys are given, or they are none.
    """
    with sources.open_source(location, member=member, limits=limits) as local:
        if not is_signed(local.path):
            yield local
            return
        payload = verified(local, keys)
        with unfinished.temporary_folder("signed") as folder:
            path = Path(folder) / "answer.json"
            path.touch(mode=0o600)
            path.write_bytes(payload)
            yield replace(local, path=path, name=f"{local.name}.json")


def verified(local: LocalFile, keys: Path | None) -> bytes:
    """Return what was signed, once the signature holds.

    Raises:
        SourceError: it does not hold, or the answer is encrypted.
        UsageError: no keys are given, or they are none.
    """
    from joserfc import jws
    from joserfc.errors import JoseError

    content = local.path.read_bytes().strip().strip(b'"')
    if _ENCRYPTED.fullmatch(content):
        raise SourceError(
            Text(
                fr=f"« {local.name} » est chiffrée : déchiffrez-la d'abord.",
                en=f"“{local.name}” is encrypted: decrypt it first.",
            )
        )
    if keys is None:
        raise UsageError(
            Text(
                fr=f"« {local.name} » est une réponse signée : sans clé, elle n'est pas lue.",
                en=f"“{local.name}” is a signed answer: keys are needed to read it.",
            ),
            Text(
                fr="Donnez les clés publiques du fournisseur (son « jwks ») : --keys jwks.json.",
                en="Give the public keys of the provider (its “jwks”): --keys jwks.json.",
            ),
        )
    try:
        signed = jws.deserialize_compact(content, _key(keys), algorithms=list(_ALGORITHMS))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            Text(
                fr=f"La signature de « {local.name} » ne correspond à aucune de ces clés : rien "
                "n'en est lu.",
                en=f"The signature of “{local.name}” matches none of these keys: none of it is "
                "read.",
            ),
            Text(
                fr="Prenez les clés de l'environnement qui a répondu (production, intégration).",
                en="Use the keys of the environment that answered (production, integration).",
            ),
        ) from error
    return bytes(signed.payload)


def _key(path: Path) -> Any:
    """Return the keys that a file holds: a set, one key, or one in PEM.

    Raises:
        UsageError: it holds none, or a shared secret.
    """
    from joserfc import jwk
    from joserfc.errors import JoseError

    try:
        content = path.read_bytes()
        if content.lstrip().startswith(b"-----BEGIN"):
            return jwk.import_key(content, _kind_of(content))
        raw = json.loads(content)
        keys = raw.get("keys", [raw])
        public = [key for key in keys if key.get("kty") != "oct" and key.get("use") != "enc"]
        if public:
            return jwk.KeySet.import_key_set({"keys": public})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
        raise _no_key(path) from error
    raise _no_key(path)


def _no_key(path: Path) -> UsageError:
    return UsageError(
        Text(
            fr=f"« {path} » n'a pas de clé publique (JWK, jeu de JWK ou PEM).",
            en=f"“{path}” has no public key (JWK, set of JWK, or PEM).",
        )
    )


def _kind_of(content: bytes) -> Any:
    """Return the kind of a key in PEM."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(content)
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA"
    return "EC" if isinstance(key, ec.EllipticCurvePublicKey) else "OKP"
