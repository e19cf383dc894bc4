"""Signed answers are read where their signature holds, and not at all where it does not."""

import json

import pytest
from joserfc import jwe, jwk, jws

import tamis
from tamis.app import check_answer

CLAIMS = {"sub": "abc", "given_name": "Camille", "family_name": "EXEMPLE",
          "birthdate": "1980-05-17",
          "gender": "female", "birthplace": "35238", "birthcountry": "99100"}  # fmt: skip


@pytest.fixture(scope="module")
def keys():
    return {"ES256": jwk.ECKey.generate_key("P-256", {"kid": "1"}),
            "RS256": jwk.RSAKey.generate_key(2048, {"kid": "2"}),
            "other": jwk.ECKey.generate_key("P-256", {"kid": "1"})}  # fmt: skip


def signed(key, algorithm, claims=CLAIMS, **header):
    return jws.serialize_compact({"alg": algorithm, **header}, json.dumps(claims), key)


def key_set(*keys):
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_signed_identity_is_checked(keys, write, algorithm):
    token = write("u.jwt", signed(keys[algorithm], algorithm, kid=keys[algorithm].kid))
    jwks = write("jwks.json", key_set(keys["ES256"], keys["RS256"]))
    pem = write("k.pem", keys[algorithm].as_pem(private=False).decode())
    report = check_answer("franceconnect", token, keys=jwks)
    assert report.valid
    assert report.source.path == str(token)
    assert check_answer("franceconnect", token, keys=pem).valid
    wrong = write("v.jwt", signed(keys[algorithm], algorithm, {**CLAIMS, "birthdate": "17/05"}))
    assert not check_answer("franceconnect", wrong, keys=pem).valid


def test_nothing_is_read_without_keys_or_with_others(keys, write):
    text = signed(keys["ES256"], "ES256", kid="1")
    token = write("u.jwt", text)
    with pytest.raises(tamis.UsageError, match="--keys"):
        check_answer("franceconnect", token)
    for other in (key_set(keys["other"]), key_set(keys["RS256"])):
        with pytest.raises(tamis.SourceError, match="signature") as error:
            check_answer("franceconnect", token, keys=write("o.json", other))
        assert "EXEMPLE" not in str(error.value)
    head, body, end = text.split(".")
    for altered in (f"{head}.{body[:-4]}AAAA.{end}", f"{head}.{body}.{end[:-4]}AAAA"):
        with pytest.raises(tamis.SourceError, match="signature"):
            check_answer("franceconnect", write("x.jwt", altered),
                         keys=write("k.json", key_set(keys["ES256"])))  # fmt: skip


def test_shared_secrets_and_no_algorithm_are_refused(keys, write):
    secret = jwk.OctKey.generate_key(256)
    token = write("u.jwt", signed(secret, "HS256"))
    with pytest.raises(tamis.UsageError, match="clé publique"):
        check_answer("franceconnect", token, keys=write("s.json", json.dumps(secret.as_dict())))
    with pytest.raises(tamis.SourceError, match="signature"):
        check_answer("franceconnect", token, keys=write("k.json", key_set(keys["ES256"])))
    none = write("n.jwt", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AAAA")
    with pytest.raises(tamis.SourceError, match="signature"):
        check_answer("franceconnect", none, keys=write("k.json", key_set(keys["ES256"])))


def test_an_encrypted_answer_is_told(keys, write):
    text = jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A128GCM"}, b"{}", keys["ES256"])
    with pytest.raises(tamis.SourceError, match="chiffrée"):
        check_answer("franceconnect", write("e.jwt", text))
