"""A small identity platform on loopback: OpenID Connect with discovery, signed tokens, code flow.

It checks what a real one checks: client, redirect address, each code once, the PKCE verifier.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.loopback import Answer, Asked, serving

CLIENT, SECRET = "minsheng", "what only the platform and the pages know"


@dataclass
class Platform:
    """`claims`: whom it takes the browser for; `forged`: it signs with a key of its own making;
    `weak`: `none` (not at all) or `shared` (with its public key as a secret)."""

    claims: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    weak: str = ""
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def rotate(self) -> None:
        """Another key under another name, as platforms change theirs."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})

    def answer(self, asked: Asked) -> Answer:
        """One of its five addresses."""
        made = {
            "/.well-known/openid-configuration": self._discovery, "/authorize": self._authorize,
            "/token": self._token, "/jwks": self._keys, "/logout": self._logout,
        }.get(asked.path)  # fmt: skip
        return made(asked) if made else Answer(status=404)

    def _discovery(self, _asked: Asked) -> Answer:
        return _json({
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/logout",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    def _authorize(self, asked: Asked) -> Answer:
        wanted = asked.query
        assert wanted["client_id"] == CLIENT
        assert wanted["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(12)
        self.codes[code] = wanted
        back = urlencode({"code": code, "state": wanted["state"]})
        return Answer(status=302, headers={"Location": f"{wanted['redirect_uri']}?{back}"})

    def _token(self, asked: Asked) -> Answer:
        given = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        wanted = self.codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = asked.headers.get("authorization") in (f"Basic {basic}", f"Basic {plain}")
        if wanted is None or not known or given["redirect_uri"] != wanted["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != wanted["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300,
                  "nonce": wanted["nonce"], **self.claims}  # fmt: skip
        signing = self.other if self.forged else self.key
        if self.weak:
            token = _weakly(self.weak, claims, self.key)
        else:
            token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, signing)
        return _json({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _keys(self, _asked: Asked) -> Answer:
        return _json({"keys": [self.key.as_dict(private=False)]})

    def _logout(self, asked: Asked) -> Answer:
        assert asked.query["client_id"] == CLIENT
        self.ended += 1
        return Answer(status=302, headers={"Location": asked.query["post_logout_redirect_uri"]})


@contextmanager
def running() -> Iterator[Platform]:
    """The platform on a free port."""
    platform = Platform()
    with serving(platform.answer) as served:
        platform.address = served.address.rstrip("/")
        yield platform


def _weakly(way: str, claims: dict[str, Any], key: RSAKey) -> str:
    algorithm = {"none": "none", "shared": "HS256"}[way]
    head = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
    signed = ".".join(_coded(json.dumps(part).encode()) for part in (head, claims))
    secret = key.as_pem(private=False)
    mark = hmac.new(secret, signed.encode(), hashlib.sha256).digest() if way == "shared" else b""
    return f"{signed}.{_coded(mark)}"


def _coded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _json(said: dict[str, Any], status: int = 200) -> Answer:
    return Answer(json.dumps(said).encode(), status, {"Content-Type": "application/json"})
